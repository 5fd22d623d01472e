"""How many examples a property is tried with: a part of them in every run, all of them by ``make test-thorough``.

Each run takes other examples, so what one run does not meet another does.
"""

import os
import random
from collections.abc import Iterable
from typing import Any

IS_THOROUGH = os.environ.get("THOROUGH") == "1"
PART = 5
FEWEST = 3


def up_to(count: int) -> int:
    """The number of examples of a thorough run, or this run's part of it."""
    return count if IS_THOROUGH else max(FEWEST, count // PART)


def some_of(items: Iterable[Any], count: int) -> list[Any]:
    """All items in a thorough run, else as many as ``count`` of them, drawn by lot, in their order."""
    items = list(items)
    if IS_THOROUGH or len(items) <= count:
        return items
    return [items[place] for place in sorted(random.sample(range(len(items)), count))]
