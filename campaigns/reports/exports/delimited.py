"""CSV: lines of text, a block at a time. How a cell is written its column says, once for each value it has."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from campaigns.reports.exports.extracts import Extract, Part, Values
from campaigns.reports.fact_pages import keep

MOST_KNOWN = 1 << 16
"""Cells of a column that are remembered: memory must not follow the rows."""
_QUOTED = re.compile('[",\r\n]')
_WILD = re.compile('[",\r]|\n(?![\\w\n]|$)')
"""In cells with a line end before each: what may need quotes, or starts neither with a letter nor with a digit."""
Write = Callable[[Any], str]


def stream_csv(extract: Extract) -> Iterator[str]:
    """The header with machine keys, then the rows, raw, no cell a formula. Missing values are empty cells."""
    yield ",".join(quote(part.column.key) for part in extract.parts) + "\r\n"
    writers = [_column_writer(part) for part in extract.parts]
    for block in extract.blocks:
        values = list(zip(*block, strict=True))
        cells = (write(values[part.place]) for part, write in zip(extract.parts, writers, strict=True))
        yield "\r\n".join([*map(",".join, zip(*cells, strict=True)), ""])


def quote(text: str) -> str:
    """A cell, in quotes where its text would break the line."""
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if _QUOTED.search(text) else text


def _column_writer(part: Part) -> Callable[[Values], Iterable[str]]:
    """Writes a block's cells of one column."""
    column, find = part.column, part.find

    def write(value: Any) -> str:
        return quote(column.write(find(value)))

    if column.repeats:
        known = _Known(write)
        return lambda values: map(known.__getitem__, values)
    if find is not keep:
        return lambda values: map(write, values)
    if column.is_safe:
        return lambda values: map(column.spell, values)
    return lambda texts: texts if _are_tame(texts) else map(write, texts)


def _are_tame(texts: Values) -> bool:
    """Whether all of them are written as they are. One look at all is ten times as fast as one at each."""
    try:
        together = "\n".join(["", *texts])
    except TypeError:  # there are numbers or None among them
        return False
    return together.count("\n") == len(texts) and not _WILD.search(together)


class _Known(dict[Any, str]):
    """Cells by value, written when first asked for."""

    def __init__(self, write: Write) -> None:
        self._write = write

    def __missing__(self, value: Any) -> str:
        if len(self) >= MOST_KNOWN:
            self.clear()
        text = self[value] = self._write(value)
        return text
