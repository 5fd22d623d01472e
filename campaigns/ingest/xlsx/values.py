"""From what a sheet stores to the text that a CSV of it would have: canonical numbers, ISO dates, TRUE and FALSE."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

EXACT = 10**15
"""Whole numbers from here on may have been rounded by the program that wrote them."""
LAST_SERIAL = 2_958_465  # 31 December 9999
_BUILT_IN = {
    **dict.fromkeys((9, 10), "percent"),
    **dict.fromkeys((14, 15, 16, 17, 22, *range(27, 32), 36, *range(50, 59)), "date"),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47), "time"),
}
_QUIET = re.compile(r'"[^"]*"|\\.|[_*].|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?(?:\d{1,400}\.?\d{0,400}|\.\d{1,400})(?:[eE][-+]?\d{1,4})?", re.ASCII)
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Fault(NamedTuple):
    """A cell without a value that can be read: what it shows, and the code of the problem."""

    text: str
    code: str


@dataclass(frozen=True)
class Style:
    """How numbers are meant: ``number``, ``percent``, ``date``, ``time``; ``digits`` is a width with leading zeros."""

    kind: str = "number"
    digits: int = 0


def read_style(number: int, codes: dict[int, str]) -> Style:
    """The style behind a number format: one of the workbook's own ``codes``, or one that every program knows."""
    if number not in codes:
        return Style(_BUILT_IN.get(number, "number"))
    shown = _QUIET.sub("", codes[number]).partition(";")[0].lower()
    if re.fullmatch("0{2,}", shown):
        return Style(digits=len(shown))
    if "%" in shown:
        return Style("percent")
    clock = re.search(r"[hs]|am/pm|\[m", shown)
    if re.search("[dy]", shown) or ("m" in shown and not clock):
        return Style("date")
    return Style("time" if clock else "number")


def read_number(stored: str, style: Style, since_1904: bool) -> str | Fault:
    """A stored number as text, to the 15 digits that spreadsheets show, never with an exponent."""
    if not _NUMBER.fullmatch(stored):
        return Fault(stored, "error-cell")
    number = float(stored)
    if style.kind == "date" and (moment := _read_moment(number, since_1904)):
        return moment
    if abs(number) >= EXACT:
        return Fault(stored, "inexact-number")
    if style.kind == "time" and number >= 0:
        return _write_clock(number)
    return _write_number(number, style)


def _read_moment(serial: float, since_1904: bool) -> str:
    """ISO date, with the time unless it is midnight; nothing for a serial that is no day."""
    if not 0 <= serial <= LAST_SERIAL or (not since_1904 and 60 <= serial < 61):  # day 60 is 29 February 1900
        return ""
    start = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 31 if serial < 60 else 30)
    try:
        moment = start + timedelta(seconds=round(serial * 86_400))
    except OverflowError:
        return ""
    return moment.isoformat() if moment.time().isoformat() != "00:00:00" else moment.date().isoformat()


def _write_clock(days: float) -> str:
    minutes, seconds = divmod(round(days * 86_400), 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"


def _write_number(number: float, style: Style) -> str:
    exact = Decimal(f"{number:.15g}") * (100 if style.kind == "percent" else 1)
    text = f"{exact:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    if style.digits and text.isdecimal():
        return text.zfill(style.digits)
    return ("0" if text == "-0" else text) + ("%" if style.kind == "percent" else "")


def unescape_text(text: str) -> str:
    """``_x000D_`` is how a workbook writes a character that XML cannot hold; half letters stay as they stand.

    Line ends become ``\n``, as they do in text files: the same words are the same cell wherever they stand.
    """
    text = _ESCAPE.sub(_unescape, text) if "_x" in text else text
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _unescape(match: re.Match) -> str:
    code = int(match[1], 16)
    return match[0] if 0xD800 <= code <= 0xDFFF else chr(code)
