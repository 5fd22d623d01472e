"""Everything that can be wrong with a file, said once: a code, a level, and a sentence with what would be accepted."""

from dataclasses import dataclass

from campaigns.ingest.reasons import _

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True)
class Kind:
    """A kind of problem. ``message`` may use {value}, {column} and what the check passes along."""

    code: str
    level: str
    message: str


KINDS = {
    kind.code: kind
    for kind in (
        # The file as a whole
        Kind("unreadable-file", ERROR, _("The file cannot be read: {reason}.")),
        Kind("bad-archive", ERROR, _("The archive cannot be unpacked: {reason}.")),
        Kind("archive-too-large", ERROR, _("The archive is not unpacked: {reason}. Send its tables one by one.")),
        Kind("nested-archive", ERROR, _("“{value}” is an archive inside an archive. Unpack one of them first.")),
        Kind(
            "bad-workbook", ERROR, _("The workbook cannot be read: {reason}. Save it again as .xlsx, or as CSV UTF-8.")
        ),
        Kind("workbook-too-large", ERROR, _("The workbook is too large: {reason}. Save its sheets as CSV UTF-8.")),
        Kind(
            "skipped-sheet",
            WARNING,
            _("Sheets of the workbook whose columns fit none of the four files were left out: {value}."),
        ),
        Kind(
            "hidden-sheet", WARNING, _("The sheet “{value}” is hidden in the workbook, and was read like the others.")
        ),
        Kind(
            "merged-cells",
            WARNING,
            _("The cells {value} are merged: only the first has the value, the others are read as empty."),
        ),
        Kind(
            "repeated-file",
            WARNING,
            _(
                "The file is “{value}” again, byte by byte: rows without an id count twice. If one of the two is a copy, take it away."
            ),
        ),
        Kind(
            "too-many-columns", ERROR, _("There is something in column {found:,}; at most {limit:,} columns are read.")
        ),
        Kind("too-many-rows", ERROR, _("There is something in row {found:,}; a sheet has at most {limit:,} rows.")),
        Kind(
            "cell-too-long",
            ERROR,
            _("A cell is longer than {limit:,} characters. If it should not be, a quotation mark is not closed."),
        ),
        Kind("empty-file", ERROR, _("There is no header line. The first line with text must name the columns.")),
        Kind(
            "bad-encoding",
            ERROR,
            _("This is not text in UTF-8, UTF-16 or Windows-1252. Save it as CSV UTF-8 or .xlsx."),
        ),
        Kind("guessed-encoding", WARNING, _("Not UTF-8: read as Windows-1252. Check names with accents.")),
        Kind(
            "bad-quotes",
            ERROR,
            _("Quotation marks do not pair up here; nothing below can be read. Write a quote inside a cell twice."),
        ),
        Kind("line-too-long", ERROR, _("The line is longer than {limit:,} characters.")),
        Kind(
            "unknown-dataset",
            ERROR,
            _(
                "The columns fit none of the four files. Nearest: {nearest}, which lacks {missing}. Found: {found}. {reason}."
            ),
        ),
        Kind("ambiguous-dataset", ERROR, _("The columns fit {names} equally well. Say which with --dataset.")),
        Kind("missing-column", ERROR, _("A {dataset} file needs the columns {missing}. Found: {found}.")),
        Kind("duplicate-column", ERROR, _("The column “{value}” comes twice. Keep one of them.")),
        Kind("ignored-column", WARNING, _("Columns that are not used: {value}.")),
        Kind("unnamed-column", WARNING, _("Column {value} has no name: what stands in it is not used.")),
        Kind(
            "nearer-dataset",
            WARNING,
            _(
                "Read as {dataset}. It has more columns of {nearest}, but no {missing}: if it is that, name the column so."
            ),
        ),
        Kind(
            "ambiguous-date",
            ERROR,
            _("“{value}” can be {day_first} (day first) or {month_first} (month first). {advice}."),
        ),
        # A row
        Kind(
            "cell-count",
            ERROR,
            _("The row has {found} cells, the header {wanted}. Quote cells that contain the separator."),
        ),
        Kind("missing-value", ERROR, _("“{column}” is empty here, and every row needs one.")),
        Kind("duplicate-id", ERROR, _("“{value}” stands in line {first} with other values. An id may come once.")),
        Kind("duplicate-row", WARNING, _("The same row with the same id again: counted once.")),
        Kind(
            "shared-url",
            WARNING,
            _("Several posts share influencer, date and URL; they are told apart by their order. A post_id is safer."),
        ),
        Kind("no-total", ERROR, _("There is no total_payout, and {reason} gives none. State the total.")),
        Kind("derived-total", WARNING, _("No total_payout: taken as rate × {value} and kept up to date with them.")),
        Kind(
            "unknown-influencer",
            WARNING,
            _("No influencers file has named “{value}” yet: kept as an incomplete influencer."),
        ),
        Kind(
            "baseline-influencer",
            WARNING,
            _("“{value}” is a baseline source, so these rows do not count for their influencer."),
        ),
        Kind("edited-by-hand", WARNING, _("This row was edited in the portal; the edit was kept.")),
        Kind(
            "payout-restated",
            ERROR,
            _(
                "The same influencer, campaign and basis was loaded earlier with {stored}, and this row says another amount. "
                "If it replaces the old one use --on-conflict match, if it comes on top --on-conflict add; if the file is complete use --mode replace. Payout ids avoid the question."
            ),
        ),
        Kind(
            "payout-repeated",
            WARNING,
            _(
                "Same influencer, campaign, basis and amount as a payout loaded earlier, but other cells differ: counted as a further payout."
            ),
        ),
        Kind(
            "possible-duplicate",
            ERROR,
            _(
                "A stored row has the same values in every column that both files have, but an id or a column came or went. "
                "If it is the same row use --on-conflict match, if it is a new one --on-conflict add; if the file is complete use --mode replace. The same ids in every file avoid the question."
            ),
        ),
        Kind(
            "removes-too-much",
            ERROR,
            _(
                "Replacing would remove {gone:,} of {stored:,} stored rows, more than half. If the files are complete, use --yes."
            ),
        ),
        Kind("sum-too-large", ERROR, _("These rows add up to more than this portal can count. Load them in parts.")),
        # A cell
        Kind("bad-money", ERROR, _("“{value}” is no amount. Accepted: 1234.50, 1,23,456, ₹2,000, Rs. 500, INR 500.")),
        Kind("bad-whole-number", ERROR, _("“{value}” is no whole number. Accepted: 3, 1,200 or 3.0.")),
        Kind("negative-number", ERROR, _("“{value}” is below zero, which {column} cannot be.")),
        Kind("number-too-large", ERROR, _("“{value}” is larger than this portal can keep ({limit}).")),
        Kind("rounded-money", WARNING, _("“{value}” has more than two decimals: rounded to whole paise.")),
        Kind(
            "bad-date",
            ERROR,
            _(
                "“{value}” is no date between 1900 and 2199. Accepted: 2025-07-02, or 02-07-2025 where the order is clear."
            ),
        ),
        Kind("bad-basis", ERROR, _("“{value}” is no basis. Accepted: post, order, per post, per order, hybrid.")),
        Kind("bad-row-key", ERROR, _("“{value}” is no row key. Leave what the export says there, or nothing.")),
        Kind("bad-flag", ERROR, _("“{value}” is neither yes nor no.")),
        Kind("error-cell", ERROR, _("“{value}” is an error of the spreadsheet. Accepted: a value, or an empty cell.")),
        Kind(
            "formula-without-value",
            ERROR,
            _(
                "The file has the formula “{value}” here but not its result. Let a spreadsheet program calculate and save it, "
                "or enter the value."
            ),
        ),
        Kind(
            "inexact-number",
            ERROR,
            _(
                "“{value}” has more than 15 digits, which a sheet does not keep exactly. Accepted: the same, entered as text."
            ),
        ),
        Kind("too-long", ERROR, _("The text has {found:,} characters; at most {limit:,} are kept.")),
        Kind("bad-character", ERROR, _("The cell contains a NUL character, which no text may.")),
        Kind(
            "empty-orders",
            WARNING,
            _("No number of orders: counted as 0; a row that is stored already keeps the number it has."),
        ),
    )
}
