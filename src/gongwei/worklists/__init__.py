"""Who is due for what, by when and why."""
