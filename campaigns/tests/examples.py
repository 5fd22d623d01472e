"""How many examples a property is tried with: a part of them in every run, all of them by ``make test-thorough``.

Each run takes other examples, so what one run does not meet another does.
"""

import os

IS_THOROUGH = os.environ.get("THOROUGH") == "1"
PART = 4
FEWEST = 4


def up_to(count: int) -> int:
    """The number of examples of a thorough run, or this run's part of it."""
    return count if IS_THOROUGH else max(FEWEST, count // PART)
