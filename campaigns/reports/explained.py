"""A payout's check in words: the arithmetic line by line, from a row that ``assessments`` has made."""

from collections.abc import Iterator

from campaigns.formats import format_count, format_money, format_share
from campaigns.reports.assessments import agree, say_unchecked
from campaigns.reports.parts import Row
from campaigns.reports.payout_checks import COUNTED, PARTLY, TWICE

Line = tuple[str, str]
"""What it is about, and what there is to say."""


def explain(payout: Row) -> list[Line]:
    """Stated, tracked, expected and the difference, as far as there are any."""
    if payout["result"] == PARTLY.key:
        return [("Your share", format_money(payout["total_payout"])), ("So", PARTLY.sentence)]
    return [("Stated", _say_stated(payout)), *_list_seen(payout), ("So", _conclude(payout))]


def explain_shortly(payout: Row) -> str:
    """The same as one sentence: ``Stated: 12 orders × ₹100 = ₹1,200; tracked: 10 orders; …``."""
    return "; ".join(
        f"{label if place == 0 else label.lower()}: {text}" for place, (label, text) in enumerate(explain(payout))
    )


def _say_stated(payout: Row) -> str:
    total, rate, basis = format_money(payout["total_payout"]), payout["rate"], COUNTED.get(payout["basis"])
    if payout["total_is_derived"] and payout["stated_units"] is None:
        return f"no total and no {basis.noun}s; {total} stands in"
    if payout["stated_units"] is None:
        price = f"{format_money(rate)} per {basis.noun}, " if basis and rate is not None else ""
        return f"{price}{total} in all"
    units = basis.spell(format_count(payout["stated_units"]))
    if payout["stated_amount"] is None:
        return f"{units}, {total} in all"
    product = f"{units} × {format_money(rate)} = {format_money(payout['stated_amount'])}"
    if payout["stated_amount"] == payout["total_payout"]:
        return product
    return f"{product}, but {total} in all"


def _list_seen(payout: Row) -> Iterator[Line]:
    basis = COUNTED.get(payout["basis"])
    if basis is None:
        return
    seen, expected = payout["seen"], payout["expected_units"]
    yield basis.seen.capitalize(), f"{basis.spell(format_count(seen))}{_say_shared(seen, expected)}"
    if payout["expected_payout"] is not None:
        units, rate = basis.spell(format_count(expected)), format_money(payout["rate"])
        yield "Expected", f"{units} × {rate} = {format_money(payout['expected_payout'])}"


def _say_shared(seen: int, expected: int) -> str:
    """What other payouts for the same have to do with it."""
    if max(seen, 0) == expected:
        return ""
    if expected > seen:
        return f", {format_count(expected)} without what other payouts take back"
    return f", of which {format_count(expected)} for this payout and the rest for others"


def _conclude(payout: Row) -> str:
    twice = f"{TWICE.label.lower()}, see the earlier one" if payout["result"] == TWICE.key else ""
    return "; ".join(filter(None, [say_gap(payout), twice]))


def say_gap(payout: Row) -> str:
    """How the total differs from what was expected, or why nobody can tell."""
    gap, share = payout["difference"], payout["difference_share"]
    if gap is None:
        return f"cannot be checked, because {say_unchecked(payout)}"
    seen = COUNTED[payout["basis"]].seen
    if gap == 0:
        return f"exactly what was {seen}"
    part = "" if share is None else f" ({format_share(abs(share))})"
    words = f"{format_money(abs(gap))}{part} {'more' if gap > 0 else 'less'} than {seen}"
    return f"{words}, which is near enough" if agree(payout["total_payout"], payout["expected_payout"]) else words
