"""What only payouts need between cleaning and loading: a rate in figures or words, a total stated or derived."""

from typing import Any

from campaigns.ingest.reports import FileReport


def split_payouts(report: FileReport, lines: list[int], fields: dict[str, list[Any]]) -> list[int]:
    """Splits rates and marks derived totals in ``fields``; returns the rows that have a total either way.

    A row with neither a stated total nor a way to derive one is reported and counted as rejected.
    """
    blank = [None] * len(lines)
    rates, totals = fields.get("rate", blank), fields.get("total_payout", blank)
    good = []
    for place, (line, basis, rate, total) in enumerate(zip(lines, fields["basis"], rates, totals, strict=True)):
        if total is None and (reason := _why_no_total(basis, rate)):
            report.problems.add("no-total", line=line, column="total_payout", reason=reason)
            report.rejected += 1
            continue
        if total is None:
            report.problems.add("derived-total", line=line, column="total_payout", value=f"{basis}s")
        good.append(place)
    if "rate" in fields:  # an absent column leaves stored rates alone
        fields["rate_text"] = [rate if isinstance(rate, str) else "" for rate in rates]
        fields["rate"] = [None if isinstance(rate, str) else rate for rate in rates]
    fields["total_is_derived"] = [total is None for total in totals]
    fields["total_payout"] = [total or 0 for total in totals]
    return good


def _why_no_total(basis: str, rate: int | str | None) -> str:
    if basis not in ("post", "order"):
        return f"a {basis} basis" if basis else "an empty basis"
    if rate is None:
        return "an empty rate"
    return "a rate that is no number" if isinstance(rate, str) else ""
