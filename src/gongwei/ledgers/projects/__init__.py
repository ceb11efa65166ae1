"""工程: work with milestones."""
