"""Saved views: pages under a name, their defaults, and the page where they are kept in order."""
