"""Every indicator for every unit, and the people behind each figure."""
