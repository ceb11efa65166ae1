"""What units report and what is seen of their work without a person's record beneath, a folder each."""
