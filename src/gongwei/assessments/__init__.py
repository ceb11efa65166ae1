"""Targets and how far a unit is on the way to them."""
