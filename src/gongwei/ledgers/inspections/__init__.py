"""督导与整改: visits to units by a checklist, what was found wrong, and its mending."""
