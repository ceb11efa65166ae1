"""What units are to reach, how far they are, and what follows from it: a folder each."""
