"""Many people clicking at a real server while rows are imported: how long they wait, and what goes wrong."""
