"""What a run must remember so that it can be taken back: rows as they were, and whose rows it found again."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import models

from campaigns.models import BeforeImage, FoundAgain, ImportRun


class Images:
    """Collects what one run changes of earlier ones."""

    def __init__(self, run: ImportRun) -> None:
        self._run = run
        self._found: Counter[int] = Counter()
        self._demo_runs = set(ImportRun.objects.filter(is_demo=True).values_list("pk", flat=True))

    def keep(self, model: type[models.Model], rows: Iterable[Mapping[str, Any]], *, is_removed: bool = False) -> None:
        """Stores rows, given by column, before they are changed or removed."""
        images = [
            BeforeImage(
                run=self._run,
                table=model._meta.model_name,
                row_id=row["id"],
                owner_id=row["run_id"],
                values={column: _to_json(value) for column, value in row.items()},
                is_removed=is_removed,
            )
            for row in rows
        ]
        BeforeImage.objects.bulk_create(images, batch_size=500)

    def find_again(self, owner: int | None) -> bool:
        """Notes that a row of an earlier run is in this run's files unchanged.

        Returns True when the row must change hands: real files own what they share with the demo data.
        """
        if owner is None:
            return False
        if owner in self._demo_runs and not self._run.is_demo:
            return True
        self._found[owner] += 1
        return False

    def store(self) -> None:
        """Stores what was found again."""
        found = [FoundAgain(run=self._run, owner_id=owner, rows=rows) for owner, rows in self._found.items()]
        FoundAgain.objects.bulk_create(found)


def _to_json(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return value.isoformat() if isinstance(value, date) else value
