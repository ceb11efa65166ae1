"""计划: what is to be done in a year, by whom, and how much of it."""
