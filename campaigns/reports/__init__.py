"""Which numbers a page shows, and in which clothes: declarations, filters, results, tables and exports."""
