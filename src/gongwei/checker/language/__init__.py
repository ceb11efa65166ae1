"""What a text says: its spelling, its numerals, what each number in it is, and the words around it."""
