"""An independent calculator of indicator figures: written from the domain texts alone, to compare the system with."""
