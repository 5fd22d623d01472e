"""What a number means: metrics from parts, the dimensions they can be cut by, and the query that does it."""
