"""Says which rows of the files stand in them more than once."""

from campaigns.coded import Numbers
from campaigns.ingest.cleaning import Batch
from campaigns.ingest.identity import BY_KEY, BY_URL, REJECTED, REPEATED, Keyed
from campaigns.ingest.reports import FileReport
from campaigns.ingest.sheets import ROW_KEY, Sheet

NAMED_BY = {BY_URL: "url", BY_KEY: ROW_KEY.key}


def report_repeats(sheet: Sheet, report: FileReport, batch: Batch, keyed: Keyed) -> Numbers:
    """Reports rows that repeat an id or a URL and counts those that fall out; a mask of those that are kept."""
    is_told = (keyed.verdicts < 0) | ((keyed.verdicts > 0) & (keyed.kinds == BY_URL))
    for place in is_told.nonzero()[0].tolist():
        verdict, line = keyed.verdicts[place], int(batch.lines[place])
        column = NAMED_BY.get(int(keyed.kinds[place]), sheet.id_column)
        if verdict == REPEATED:
            report.problems.add("duplicate-row", line=line, column=column)
            report.unchanged += 1
        elif verdict == REJECTED:
            cells = batch.cells[column]
            value = cells.values[cells.codes[place]]
            report.problems.add("duplicate-id", line=line, column=column, value=value, first=keyed.firsts[place])
            report.rejected += 1
        else:
            report.problems.add("shared-url", line=line, column=column)
    return keyed.verdicts >= 0
