"""Every number that may be printed: with its definition, sets, day and snapshot; frozen when a document is issued."""
