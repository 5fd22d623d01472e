"""Files for the imports under load: each has the same later sales by other customers, so that all rows are new."""

from itertools import islice
from pathlib import Path


def write_imports(source: Path, folder: Path, rows: int, count: int) -> list[Path]:
    """``count`` files of the first ``rows`` rows of ``source``. A row is known by all its cells."""
    with source.open(encoding="ascii") as file:
        header, *lines = islice(file, rows + 1)
    paths = [folder / f"sales-{number + 1}.csv" for number in range(count)]
    for number, path in enumerate(paths):
        renamed = (line.rpartition(",")[0] + f",N{number}{line.rpartition(',')[2]}" for line in lines)
        path.write_text(header + "".join(renamed), encoding="ascii")
    return paths
