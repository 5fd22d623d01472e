"""Reads workbooks as streams of rows, with the standard library alone, in a process of its own (``python -m``).

Not by a library: calamine and openpyxl trust what a sheet says of itself (one cell at XFD1048576 ends the process of
the first and hangs the second), and neither tells an empty cell from an error or from a formula without result. Both
needs a pass over every cell; having seen it, little is left to a library, and nothing of the sheet lies in memory.
"""
