"""Measures the export of all tracking rows beside the databases' own dumps."""
