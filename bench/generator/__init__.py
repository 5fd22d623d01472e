"""Writes the four files of an invented brand house of any size: the same seed and options give the same bytes."""
