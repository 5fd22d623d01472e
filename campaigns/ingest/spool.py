"""Clean rows between checking and loading: on disk, so that the length of a file costs no memory."""

import pickle
from collections.abc import Iterator
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import IO

from campaigns.ingest.cleaning import Batch


@dataclass
class Spool:
    """Batches in the order they came. Only this process reads what it wrote."""

    _file: IO[bytes] = field(default_factory=TemporaryFile)

    def add(self, batch: Batch) -> None:
        """Keeps a batch."""
        pickle.dump(batch, self._file, protocol=pickle.HIGHEST_PROTOCOL)

    def __iter__(self) -> Iterator[Batch]:
        self._file.seek(0)
        while True:
            try:
                yield pickle.load(self._file)
            except EOFError:
                return
