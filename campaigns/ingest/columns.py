"""The kinds of cells: the one strict grammar for ids, names, numbers, money and texts (days are next door).

``read`` turns the trimmed, non-empty text of a cell into its value or raises ``CellError``; it runs once per distinct
cell. ``canonical`` is the value as text in a row's identity.
"""

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from campaigns.formats import format_money, unguard_cell, write_money
from campaigns.models.fields import MAX_PAISE
from campaigns.names import fold_header, fold_name, tidy_name

MOST = 10**15
_ID = re.compile(r"(\d+)\.0+", re.ASCII)
_GROUPED = r"[1-9]\d?(?:,\d{2}){0,6},\d{3}|[1-9]\d{0,2}(?:,\d{3}){1,5}"
"""1,23,456 or 123,456: one way of grouping throughout, and no zero in front, which would be a decimal comma."""
_NUMBER = re.compile(
    r"(?P<sign>[-+−]?)\s*(?P<symbol>₹|rs\.?|inr)?\s*(?P<inner>[-+−]?)\s*"
    rf"(?P<whole>{_GROUPED}|\d{{1,18}})?(?:\.(?P<rest>\d{{0,30}}))?(?:\s*/-)?",
    re.IGNORECASE | re.ASCII,
)


# The plainest forms. A text that fits is its own value: no white space around it, no apostrophe to take off.
# There may be as many as rows, so they are matched at once, each on a line.
_PLAIN_ID = re.compile(r"(?:[0-9A-Za-z_-]{0,100}\n)*+", re.ASCII)
_PLAIN_TEXT = re.compile(r"(?:(?:[!-&(-~](?:[ -~]{0,98}[!-~])?)?\n)*+", re.ASCII)
_PLAIN_MONEY = re.compile(r"(?:-?\d{1,12}(?:\.\d{0,2})?\n)*+", re.ASCII)


class CellError(Exception):
    """What is wrong with a cell: the code of a problem, and what its message needs."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code, self.details = code, details


class Warned(NamedTuple):
    """A value that can be kept, with the code of a warning."""

    value: Any
    code: str


class Name(NamedTuple):
    """A name in a file: the key it is compared by and its spelling."""

    key: str
    text: str


NO_NAME = Name("", "")


@dataclass(frozen=True)
class Cell(ABC):
    """A kind of cell. ``empty`` is its value when the cell is."""

    empty: Any = None

    @abstractmethod
    def read(self, text: str) -> Any:
        """The value, or a value with a warning. Raises ``CellError``."""

    def read_plain(self, texts: list[str]) -> list[Any] | None:
        """The values of cells that are all in the plainest form, in a fraction of the time; None for any others."""
        return None

    def canonical(self, value: Any) -> str:
        """The value as text, the same whatever the cell looked like; an empty cell's is empty."""
        return "" if value == self.empty else str(value)

    def canonical_texts(self, values: list[Any]) -> list[str]:
        """The same for many."""
        return list(map(self.canonical, values))


@dataclass(frozen=True)
class IdCell(Cell):
    """An id: text as it stands, but ``42.0`` is ``42``."""

    empty: str = ""
    limit: int = 100

    def canonical_texts(self, values: list[str]) -> list[str]:
        return values

    def read_plain(self, texts: list[str]) -> list[str] | None:
        return texts if _are_plain(texts, _PLAIN_ID) else None

    def read(self, text: str) -> str:
        whole = _ID.fullmatch(text)
        return _foldable(_within(whole[1] if whole else unguard_cell(text), self.limit), 2 * self.limit - 1)


@dataclass(frozen=True)
class TextCell(Cell):
    """Any text, trimmed."""

    empty: str = ""
    limit: int = 200

    def canonical_texts(self, values: list[str]) -> list[str]:
        return values

    def read_plain(self, texts: list[str]) -> list[str] | None:
        return texts if _are_plain(texts, _PLAIN_TEXT) else None

    def read(self, text: str) -> str:
        return _within(unguard_cell(text), self.limit)


@dataclass(frozen=True)
class NameCell(Cell):
    """A name of a dimension, compared without case; ``is_source`` compares like a header cell."""

    empty: Name = NO_NAME
    is_source: bool = False

    def read(self, text: str) -> Name:
        shown = _within(tidy_name(unguard_cell(text)), 200)
        key = fold_header(shown) if self.is_source else fold_name(shown)
        return Name(_within(key, 400), shown) if key else self.empty

    def canonical(self, value: Name) -> str:
        return value.key


@dataclass(frozen=True)
class PersonName(TextCell):
    """A person's name: white space folded, case kept."""

    def read_plain(self, texts: list[str]) -> None:
        return None

    def read(self, text: str) -> str:
        return _foldable(_within(tidy_name(unguard_cell(text)), self.limit), 2 * self.limit)


@dataclass(frozen=True)
class MoneyCell(Cell):
    """Money in whole paise, rounded half away from zero with a warning."""

    def canonical_texts(self, values: list[int | None]) -> list[str]:
        return super().canonical_texts(values) if None in values else list(map(str, values))

    def read_plain(self, texts: list[str]) -> list[int] | None:
        if not _are_plain(texts, _PLAIN_MONEY):
            return None
        rupees = np.array(list(map(float, texts)))
        return np.rint(rupees * 100).astype(np.int64).tolist()  # exact: fourteen digits, and a double has fifteen

    def read(self, text: str) -> int | Warned:
        parts = _match_number(text)
        if not parts or not (parts["whole"] or parts["rest"]):
            raise CellError("bad-money")
        paise, is_rounded = _paise(parts)
        if abs(paise) > MAX_PAISE:
            raise CellError("number-too-large", limit=format_money(MAX_PAISE))
        return Warned(paise, "rounded-money") if is_rounded else paise


@dataclass(frozen=True)
class RateCell(Cell):
    """A rate: paise when it is a number, else the text itself."""

    def read(self, text: str) -> int | str | Warned:
        try:
            return MoneyCell().read(text)
        except CellError:
            return _within(unguard_cell(text), 200)

    def canonical(self, value: int | str | None) -> str:
        return write_money(value) if isinstance(value, int) else value or ""


@dataclass(frozen=True)
class WholeCell(Cell):
    """A whole number; may end in ``.0``. ``may_be_negative`` for refunds."""

    may_be_negative: bool = False

    def read(self, text: str) -> int:
        parts = _match_number(text)
        if not parts or parts["symbol"] or "/" in text or not parts["whole"] or (parts["rest"] or "").strip("0"):
            raise CellError("bad-whole-number")
        number = _sign(parts) * int(parts["whole"].replace(",", ""))
        if number < 0 and not self.may_be_negative:
            raise CellError("negative-number")
        if abs(number) > MOST:
            raise CellError("number-too-large", limit=f"{MOST:,}")
        return number


@dataclass(frozen=True)
class BasisCell(Cell):
    """What a payout is paid for: post, order or hybrid."""

    empty: str = ""

    def read(self, text: str) -> str:
        basis = fold_header(text).removeprefix("per_").removesuffix("s")
        if basis not in ("post", "order", "hybrid"):
            raise CellError("bad-basis")
        return basis


def _are_plain(texts: list[str], lines: re.Pattern) -> bool:
    """Whether every text is a line of this form."""
    joined = "\n".join([*texts, ""])
    return lines.fullmatch(joined) is not None and joined.count("\n") == len(texts)


def _within(text: str, limit: int) -> str:
    if "\0" in text:
        raise CellError("bad-character")
    if len(text) > limit:
        raise CellError("too-long", found=len(text), limit=limit)
    return text


def _foldable(text: str, limit: int) -> str:
    """The text, if its folded form fits where people are searched: some single letters fold to eighteen."""
    if not text.isascii():
        _within(fold_name(text), limit)
    return text


def _match_number(text: str) -> re.Match | None:
    parts = _NUMBER.fullmatch(text)
    return None if parts and parts["sign"] and parts["inner"] else parts


def _sign(parts: re.Match) -> int:
    return -1 if parts["sign"] + parts["inner"] in ("-", "−") else 1


def _paise(parts: re.Match) -> tuple[int, bool]:
    whole, rest = (parts["whole"] or "0").replace(",", ""), parts["rest"] or ""
    beyond = rest[2:]
    paise = int(whole) * 100 + int((rest + "00")[:2]) + (beyond[:1] >= "5")
    return _sign(parts) * paise, bool(beyond.strip("0"))
