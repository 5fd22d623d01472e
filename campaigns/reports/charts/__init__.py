"""Pictures of reports: declared beside them, drawn from the same rows, written as Vega-Lite for the browser."""
