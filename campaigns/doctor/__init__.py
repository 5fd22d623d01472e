"""Looks at a set-up and says in words what must be mended: checks, each a small function, and what they find."""
