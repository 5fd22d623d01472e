"""How much of a foreign file is read at most, in one place. Each limit has its problem for what lies above it."""

MOST_COLUMNS = 1_000
MOST_ROWS = 1_048_576
"""Rows of a sheet: what Excel itself can hold. Text files may have any number."""
LONGEST_ROW = 1_000_000
"""Characters of a line, and of a row whose quoted cells span lines."""
LONGEST_CELL = 131_072
"""Characters of a quoted cell and of a sheet's cell: the csv module's own limit, four times Excel's."""

MOST_TABLES = 100
"""Tables in one archive or workbook."""
MOST_ENTRIES = 1_000
"""Files of any kind in one archive or workbook."""
LARGEST_DIRECTORY = 1 << 20
"""Bytes of an archive's directory."""
MOST_UNPACKED = 2 << 30
"""Bytes of one file, or of all tables of an archive, once unpacked."""
MOST_UNPACKED_WORKBOOK = 1 << 30
"""Bytes of a workbook's parts, once unpacked."""
MOST_RATIO = 250
"""How many times its packed size a file may have; text packs 5 to 50 times, a bomb 1,000 times."""
FREE_OF_RATIO = 32 << 20
"""Unpacked bytes up to which the ratio does not matter."""

WORKBOOK_MEMORY = 1536 << 20
"""Address space in bytes of the process that reads a workbook."""
WORKBOOK_SPOOL = 2 << 30
"""Bytes that process may write."""
WORKBOOK_CPU_SECONDS = 120
WORKBOOK_WALL_SECONDS = 180
