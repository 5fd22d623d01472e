"""The kinds of jobs and what does each: the one place that lists them."""

from collections.abc import Callable
from typing import Any

from campaigns.jobs import edits, exports, imports
from campaigns.models import Job

Tell = Callable[[str, int, int], None]
"""Called with what is being done, how far it is, and how far it will go (0: nobody knows)."""
Work = Callable[[Job, Tell], dict[str, Any]]
"""Does a job and returns its outcome. What it changes, it changes in one transaction that ends with ``record_outcome``.

Raises ``JobFailed`` with a sentence for people; any other exception is an error in the program.
"""

KINDS: dict[str, Work] = {
    "check": imports.check,
    "load": imports.load,
    "undo": imports.undo,
    "edit": edits.edit,
    "export": exports.export,
}
