"""Why a file, an archive or a workbook cannot be read, and a payout has no total: the end of a problem's sentence.

Django is not asked for its marks here: the process that reads workbooks starts without it.
"""


def _(sentence: str) -> str:
    """Marks a sentence for translation; the portal tells it where it shows it, everything else keeps English."""
    return sentence


# Archives
LARGE_DIRECTORY = _("its directory has more than {most} bytes")
MANY_FILES = _("it holds more than {most} files")
MANY_TABLES = _("it holds more than {most} tables")
PROTECTED = _("it is protected by a password")
PACKED_OTHERWISE = _("it is packed in another way than plain ZIP (deflate)")
UNPACKS_TO_BYTES = _("it unpacks to more than {most} bytes")
UNPACKS_TO_TIMES = _("it unpacks to more than {most} times its size")
NO_TABLE = _("no file in it ends in {endings}")
# Workbooks
SLOW = _("reading it takes longer than {seconds} seconds")
DIED = _("the process that read it did not survive it")
NEEDS_MEMORY = _("reading it needs more than {most} bytes")
BROKEN_XML = _("its XML is broken ({error})")
LARGE_CELLS = _("its cells come to more than {most} bytes")
PART_MISSING = _("its part {part} is missing")
OLD_OR_PROTECTED = _("it is protected by a password, or in the old .xls form")
NO_WORKBOOK = _("it is no .xlsx file")
BROKEN = _("it is cut off or damaged")
ENDLESS_TAG = _("it has a tag without end")
DOCUMENT_TYPE = _("it declares a document type, which no workbook does")
NO_SUCH_SHEET = _("it names a sheet that is not there")
MANY_SHEETS = _("it has more than {most} sheets")
NO_ROW_NUMBER = _("“{number}” is no number of a row")
ROWS_OUT_OF_ORDER = _("row {line} comes after row {other}")
CELL_TWICE = _("the cell in column {column} comes twice")
NO_CELL_TYPE = _("“{kind}” is no type of a cell")
NO_SUCH_TEXT = _("a cell refers to a text that is not there")
NO_CELL = _("“{name}” is no cell of row {line}")
# Headers
NO_HEADER = _("The first line with text must name the columns")
HEADER_BELOW = _("Line {line} looks like the header: take away the lines above it")
ONE_CELL = _("It is a single cell: separate cells by comma, semicolon or tab")
# Days
SAY_ORDER = _("Say which with --date-order dmy or mdy")
MIXED_ORDERS = _(
    "Line {day_first} is day first and line {month_first} month first: write all days in one way, 2025-07-31"
)
# Texts and payouts
LINES_UNCLEAR = _("its lines cannot be told apart")
OTHER_BASIS = _("a {basis} basis")
EMPTY_BASIS = _("an empty basis")
EMPTY_RATE = _("an empty rate")
RATE_IN_WORDS = _("a rate that is no number")

ALL: tuple[str, ...] = tuple(value for name, value in list(globals().items()) if name.isupper())
