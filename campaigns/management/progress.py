"""A bar on the terminal that counts rows, for commands that take long."""

import sys
from typing import Any

from tqdm import tqdm


class RowBar:
    """Shows what is being done and how many rows have been, as long as the block runs; silent elsewhere."""

    def __init__(self, is_wanted: bool) -> None:
        self._bar = tqdm(unit=" rows", unit_scale=True, leave=False, disable=not (is_wanted and sys.stderr.isatty()))

    def __enter__(self) -> "RowBar":
        return self

    def __exit__(self, *_: Any) -> None:
        self._bar.close()

    def move(self, what: str, rows: int) -> None:
        """So many rows more."""
        self._bar.set_description(what, refresh=False)
        self._bar.update(rows)
