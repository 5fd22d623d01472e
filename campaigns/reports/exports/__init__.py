"""Files for download. Whatever a list is, it passes as an ``Extract``; each kind of file has a module."""

from campaigns.reports.exports.about import describe
from campaigns.reports.exports.delimited import stream_csv
from campaigns.reports.exports.extracts import Extract, Part, count_rows, open_extract
from campaigns.reports.exports.snapshots import hold_snapshot
from campaigns.reports.exports.workbook import MOST_ROWS, TooManyRows, write_workbook

__all__ = [
    "MOST_ROWS",
    "Extract",
    "Part",
    "TooManyRows",
    "count_rows",
    "describe",
    "hold_snapshot",
    "open_extract",
    "stream_csv",
    "write_workbook",
]
