"""What only payouts need between cleaning and loading: a rate in figures or words, a total stated or derived."""

import numpy as np

from campaigns.coded import Coded, Numbers
from campaigns.ingest import reasons
from campaigns.ingest.cleaning import Batch
from campaigns.ingest.reports import FileReport


def forget_derived(batch: Batch) -> None:
    """Takes out totals that an export says were derived: they will be derived again."""
    flags = batch.cells.pop("total_is_derived", None)
    if flags is not None and "total_payout" in batch.cells:
        totals = zip(batch.cells["total_payout"].list(), flags.list(), strict=True)
        kept = [None if is_derived else total for total, is_derived in totals]
        batch.cells["total_payout"] = Coded(np.arange(len(kept), dtype=np.int32), kept)


def split_payouts(report: FileReport, lines: Numbers, fields: dict[str, Coded]) -> Numbers:
    """Splits rates and marks derived totals in ``fields``; returns the rows that have a total either way.

    A row with neither a stated total nor a way to derive one is reported and counted as rejected.
    """
    blank = Coded.constant(None, len(lines))
    rates, totals = fields.get("rate", blank), fields.get("total_payout", blank)
    rows = zip(lines.tolist(), fields["basis"].list(), rates.list(), totals.list(), strict=True)
    good = []
    for place, (line, basis, rate, total) in enumerate(rows):
        if total is None and (reason := _why_no_total(basis, rate)):
            report.problems.add("no-total", line=line, column="total_payout", reason=reason)
            report.rejected += 1
            continue
        if total is None:
            report.problems.add("derived-total", line=line, column="total_payout", value=f"{basis}s")
        good.append(place)
    if "rate" in fields:  # an absent column leaves stored rates alone
        fields["rate_text"] = rates.map(lambda rate: rate if isinstance(rate, str) else "")
        fields["rate"] = rates.map(lambda rate: None if isinstance(rate, str) else rate)
    fields["total_is_derived"] = totals.map(lambda total: total is None)
    fields["total_payout"] = totals.map(lambda total: total or 0)
    return np.array(good, dtype=np.int64)


def _why_no_total(basis: str, rate: int | str | None) -> str:
    if basis not in ("post", "order"):
        return reasons.OTHER_BASIS.format(basis=basis) if basis else reasons.EMPTY_BASIS
    if rate is None:
        return reasons.EMPTY_RATE
    return reasons.RATE_IN_WORDS if isinstance(rate, str) else ""
