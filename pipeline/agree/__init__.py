"""Two records of the same text, side by side: which row of one is which row of the other."""
