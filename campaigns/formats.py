"""Numbers to text, and back to nothing else: rupees in Indian grouping for people, raw values for files.

Money is whole paise (``int``); a quotient of money is a ``float`` in paise. ``None`` is an empty value everywhere.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.conf import settings

Number = int | float
EMPTY = "–"
MINUS = "−"
SYMBOLS = {"INR": "₹", "USD": "$", "EUR": "€", "GBP": "£", "AED": "AED ", "SGD": "S$"}
INDIAN = {"INR"}
_ENDINGS = tuple(f".{paise:02d}" for paise in range(100))  # a million amounts are written faster so
_LIVE_CELL = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def group_digits(digits: str, *, indian: bool = True) -> str:
    """``12345678`` becomes ``1,23,45,678`` (Indian) or ``12,345,678``."""
    head, tail = digits[:-3], digits[-3:]
    step = 2 if indian else 3
    groups = []
    while head:
        groups.insert(0, head[-step:])
        head = head[:-step]
    return ",".join([*groups, tail])


def format_count(value: Number) -> str:
    """A whole number in Indian grouping, with a true minus sign."""
    return (MINUS if value < 0 else "") + group_digits(str(abs(int(value))))


class Grouped(int):
    """A whole number that a sentence groups as people read it: ``"{count} rows".format(count=Grouped(1200))``."""

    def __format__(self, spec: str) -> str:
        return format_count(self)


def format_money(paise: Number, currency: str = "") -> str:
    """``₹1,23,456.50``; paise are shown only when there are any."""
    currency = currency or settings.CURRENCY
    whole = round_paise(paise)
    rupees, rest = divmod(abs(whole), 100)
    text = group_digits(str(rupees), indian=currency in INDIAN) + (f".{rest:02d}" if rest else "")
    return (MINUS if whole < 0 else "") + SYMBOLS.get(currency, f"{currency} ") + text


def format_amount(paise: Number) -> str:
    """The same with paise always, for columns of exact amounts: ``₹1,23,456.00``."""
    text = format_money(round_paise(paise))
    return text if round_paise(paise) % 100 else f"{text}.00"


def format_rupees(paise: Number) -> str:
    """Rounded to whole rupees, half away from zero, for dense tables that show the exact amount on hover."""
    whole = round_paise(paise)
    rupees = (abs(whole) + 50) // 100
    return format_money(-rupees * 100 if whole < 0 else rupees * 100)


def format_money_short(paise: Number, currency: str = "") -> str:
    """``₹1.25 cr``, ``₹3.4 L``, ``₹87,500``: for key figures and charts, where the digits are a hover away."""
    currency = currency or settings.CURRENCY
    rupees = abs(paise) / 100
    sign = (MINUS if paise < 0 else "") + SYMBOLS.get(currency, f"{currency} ")
    steps = [(1e7, " cr"), (1e5, " L")] if currency in INDIAN else [(1e9, "B"), (1e6, "M")]
    for size, name in steps:
        if rupees >= size:
            return f"{sign}{rupees / size:,.2f}".rstrip("0").rstrip(".") + name
    return format_money(round(paise / 100) * 100, currency)


def format_times(value: Number) -> str:
    """A ROAS: ``14.91×``."""
    return f"{value:,.2f}×".replace("-", MINUS)


def format_share(value: Number) -> str:
    """A share (0.123) as per cent: ``12.3 %``."""
    return f"{value * 100:,.1f} %".replace("-", MINUS)


def round_paise(value: Number) -> int:
    """A quotient of money to whole paise, half away from zero."""
    return value if isinstance(value, int) else int(Decimal(repr(value)).quantize(Decimal(1), ROUND_HALF_UP))


def write_count(value: Number) -> str:
    """A whole number for a file."""
    return str(int(value))


def write_money(paise: Number) -> str:
    """Whole paise as ``1234.50``; a quotient keeps ten significant digits."""
    if not isinstance(paise, int):
        return write_ratio(paise / 100)
    rupees, rest = divmod(abs(paise), 100)
    return f"{'-' if paise < 0 else ''}{rupees}{_ENDINGS[rest]}"


def write_ratio(value: Number) -> str:
    """A quotient for a file: at least ten significant digits, never an exponent."""
    return format(Decimal(f"{value:.12g}"), "f") if value else "0"


def guard_cell(text: str) -> str:
    """A text cell that a spreadsheet would run as a formula, made harmless by one leading apostrophe."""
    return f"'{text}" if _LIVE_CELL.match(text) else text


def unguard_cell(text: str) -> str:
    """Takes exactly one such apostrophe off, so that reading what we wrote changes nothing."""
    return text[1:] if text.startswith("'") and _LIVE_CELL.match(text) else text


def write_key(key: bytes) -> str:
    """A row's key for a file: a letter in front keeps spreadsheets from taking it for a number."""
    return f"r{bytes(key).hex()}"


def read_key(text: str) -> bytes:
    """The key that was written."""
    return bytes.fromhex(text[1:])


def format_ratio(value: Number) -> str:
    """A quotient with six decimals, for the hover."""
    return f"{value:,.6f}".replace("-", MINUS)


def format_price(paise: Number) -> str:
    """A quotient of money with six decimals, for the hover."""
    return SYMBOLS.get(settings.CURRENCY, f"{settings.CURRENCY} ") + format_ratio(paise / 100)


@dataclass(frozen=True, kw_only=True)
class Unit:
    """How values of a kind are shown to people (``show``, and in full on hover: ``exact``) and written to files."""

    key: str
    show: Callable[[Number], str]
    exact: Callable[[Number], str]
    write: Callable[[Number], str]


COUNT = Unit(key="count", show=format_count, exact=format_count, write=write_count)
MONEY = Unit(key="money", show=format_rupees, exact=format_amount, write=write_money)
AMOUNT = Unit(key="money", show=format_amount, exact=format_amount, write=write_money)
PRICE = Unit(key="money", show=format_amount, exact=format_price, write=write_money)
TIMES = Unit(key="times", show=format_times, exact=format_ratio, write=write_ratio)
SHARE = Unit(key="share", show=format_share, exact=format_ratio, write=write_ratio)
