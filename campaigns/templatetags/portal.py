"""Template filters: one line each around the pure functions of ``formats``."""

from datetime import date

from django import template
from django.template.defaultfilters import pluralize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from campaigns.dates import format_day
from campaigns.formats import format_count, format_money, format_rupees, format_times
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
    return f"{format_count(number)} row{pluralize(number)}"


@register.filter
def people(number: int) -> str:
    """``1 influencer``, ``1,200 influencers``."""
    return f"{format_count(number)} influencer{pluralize(number)}"


@register.simple_tag
def reference() -> str:
    """The name of this request, by which its lines are found in the log."""
    return read_request_id()
