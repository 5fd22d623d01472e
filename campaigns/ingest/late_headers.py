"""Finds the header of a table that begins with other text: a title, a date, who made it."""

from campaigns.ingest.problems import FileProblem, Problems
from campaigns.ingest.tables import Chunk, Foreign, Score

LINES = 50
"""So many lines are looked at."""
FEWEST = 2
"""So many names of columns make a header: one word may stand anywhere."""


def find_late_header(foreign: Foreign, score: Score) -> int | None:
    """The line, if there is one that names columns of a dataset."""
    table = foreign.open_table(Problems(), score)
    table.wanted = range(table.header_line + 1, table.header_line + 1 + LINES)
    try:
        chunk = next(table.chunks(), None)
    except FileProblem:
        chunk = None
    rows = table.refused | (_read_rows(chunk, table.wanted) if chunk else {})  # most are longer than the first line
    return next((line for line in sorted(rows) if score(rows[line]) >= FEWEST), None)


def _read_rows(chunk: Chunk, wanted: range) -> dict[int, list[str]]:
    """The cells of the wanted lines."""
    places = [place for place, line in enumerate(chunk.lines.tolist()) if line in wanted]
    columns = [[column.values[code] for code in column.codes[places]] for column in chunk.columns]
    return dict(zip(chunk.lines[places].tolist(), map(list, zip(*columns, strict=True)), strict=True))
