"""Cells that only exports have: the key of a row, and flags. They say something of a row and are not stored."""

import re
from dataclasses import dataclass

from campaigns.ingest.columns import Cell, CellError

FLAGS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_KEY = re.compile(r"r[0-9a-f]{32}", re.ASCII)


@dataclass(frozen=True)
class KeyCell(Cell):
    """The key of a stored row, as exports write it."""

    empty: str = ""

    def read(self, text: str) -> str:
        if not _KEY.fullmatch(text):
            raise CellError("bad-row-key")
        return text


@dataclass(frozen=True)
class FlagCell(Cell):
    """Yes or no."""

    empty: bool = False

    def read(self, text: str) -> bool:
        if text.casefold() not in FLAGS:
            raise CellError("bad-flag")
        return FLAGS[text.casefold()]
