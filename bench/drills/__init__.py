"""Drills with real processes: kill -9 at random moments of an import and an undo, and two imports at once."""
