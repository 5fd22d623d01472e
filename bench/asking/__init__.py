"""Questions to a loaded portal, its pages over HTTP, and what they cost beside DuckDB, pandas and an empty page."""
