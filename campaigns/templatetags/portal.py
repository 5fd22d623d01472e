"""Template filters: one line each around the pure functions of ``formats``."""

from datetime import date

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from campaigns import nouns
from campaigns.dates import format_day
from campaigns.formats import Grouped, format_count, format_money, format_rupees, format_times
from campaigns.sentences import retell
from healthkart_roi.requests import read_request_id

register = template.Library()


@register.filter
def money(paise: int | None) -> str:
    """Whole paise as ``₹1,23,456``."""
    return format_money(paise or 0)


@register.filter
def money_whole(paise: int | None) -> str:
    """The same in whole rupees."""
    return format_rupees(paise or 0)


@register.filter
def breakable(name: str) -> SafeString:
    """A long name that may go on in the next line after each ``_``."""
    return mark_safe(conditional_escape(name).replace("_", "_<wbr>"))


@register.filter
def count(number: int | None) -> str:
    """A whole number in Indian grouping."""
    return format_count(number or 0)


@register.filter
def times(number: float | None) -> str:
    """A ROAS."""
    return "–" if number is None else format_times(number)


@register.filter
def day(value: date | None) -> str:
    """A plain day."""
    return format_day(value)


@register.filter
def rows(number: int) -> str:
    """``1 row``, ``1,200 rows``."""
    return nouns.ROWS.format(count=Grouped(number))


@register.filter
def people(number: int) -> str:
    """``1 influencer``, ``1,200 influencers``."""
    return nouns.INFLUENCERS.format(count=Grouped(number))


@register.simple_tag
def reference() -> str:
    """The name of this request, by which its lines are found in the log."""
    return read_request_id()


@register.filter
def spell(number: int, noun: str) -> str:
    """So many of what a noun of ``nouns`` counts: ``1 payout``, ``1,200 payouts``."""
    return noun.format(count=Grouped(number))


@register.filter
def told(text: str) -> str:
    """A declared text in the reader's language, as ``{% translate %}`` tells those that hold no %."""
    return gettext(text) if text else ""


@register.filter
def retold(sentence: str) -> str:
    """A sentence that is kept in English, in the reader's language."""
    return retell(sentence)
