"""A payout's check in words: the arithmetic line by line, from a row that ``assessments`` has made."""

from collections.abc import Iterator

from django.utils.translation import gettext

from campaigns.formats import Grouped, format_count, format_money, format_share
from campaigns.reports.assessments import agree, say_unchecked
from campaigns.reports.parts import Row
from campaigns.reports.payout_checks import COUNTED, PARTLY, TWICE

Line = tuple[str, str]
"""What it is about, and what there is to say."""


def explain(payout: Row) -> list[Line]:
    """Stated, tracked, expected and the difference, as far as there are any."""
    if payout["result"] == PARTLY.key:
        share = format_money(payout["total_payout"])
        return [(gettext("Your share"), share), (gettext("So"), gettext(PARTLY.sentence))]
    return [(gettext("Stated"), _say_stated(payout)), *_list_seen(payout), (gettext("So"), _conclude(payout))]


def explain_shortly(payout: Row) -> str:
    """The same as one sentence: ``Stated: 12 orders × ₹100 = ₹1,200; tracked: 10 orders; …``."""
    return "; ".join(
        f"{label if place == 0 else label.lower()}: {text}" for place, (label, text) in enumerate(explain(payout))
    )


def _say_stated(payout: Row) -> str:
    total, rate, basis = format_money(payout["total_payout"]), payout["rate"], COUNTED.get(payout["basis"])
    if payout["total_is_derived"] and payout["stated_units"] is None:
        return gettext(basis.without).format(total=total)
    if payout["stated_units"] is None:
        words = gettext(basis.priced) if basis and rate is not None else gettext("{total} in all")
        return words.format(rate="" if rate is None else format_money(rate), total=total)
    units = basis.noun.format(count=Grouped(payout["stated_units"]))
    if payout["stated_amount"] is None:
        return gettext("{units}, {total} in all").format(units=units, total=total)
    product = f"{units} × {format_money(rate)} = {format_money(payout['stated_amount'])}"
    if payout["stated_amount"] == payout["total_payout"]:
        return product
    return gettext("{product}, but {total} in all").format(product=product, total=total)


def _list_seen(payout: Row) -> Iterator[Line]:
    basis = COUNTED.get(payout["basis"])
    if basis is None:
        return
    seen, expected = payout["seen"], payout["expected_units"]
    yield gettext(basis.seen).capitalize(), _say_seen(basis.noun.format(count=Grouped(seen)), seen, expected)
    if payout["expected_payout"] is not None:
        units, rate = basis.noun.format(count=Grouped(expected)), format_money(payout["rate"])
        yield gettext("Expected"), f"{units} × {rate} = {format_money(payout['expected_payout'])}"


def _say_seen(units: str, seen: int, expected: int) -> str:
    """How many there are, and what other payouts for the same have to do with it."""
    if max(seen, 0) == expected:
        return units
    words = gettext("{units}, of which {count} for this payout and the rest for others")
    if expected > seen:
        words = gettext("{units}, {count} without what other payouts take back")
    return words.format(units=units, count=format_count(expected))


def _conclude(payout: Row) -> str:
    twice = gettext("looks paid twice, see the earlier one") if payout["result"] == TWICE.key else ""
    return "; ".join(filter(None, [say_gap(payout), twice]))


def say_gap(payout: Row) -> str:
    """How the total differs from what was expected, or why nobody can tell."""
    gap, share = payout["difference"], payout["difference_share"]
    if gap is None:
        return gettext("cannot be checked, because {reason}").format(reason=say_unchecked(payout))
    basis = COUNTED[payout["basis"]]
    if gap == 0:
        return gettext(basis.exact)
    part = "" if share is None else f" ({format_share(abs(share))})"
    words = gettext(basis.above if gap > 0 else basis.below).format(gap=f"{format_money(abs(gap))}{part}")
    is_near = agree(payout["total_payout"], payout["expected_payout"])
    return gettext("{gap}, which is near enough").format(gap=words) if is_near else words
