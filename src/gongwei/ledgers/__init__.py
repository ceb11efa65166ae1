"""What units report without a person's record beneath: tallies and projects."""
