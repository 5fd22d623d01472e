"""Measures an import: CPU and memory of the whole process and the database, beside what the bare rows cost."""
