"""进度: how a unit stands against its targets on a day, what is still to do, and where the year will end."""
