"""Whether the packages that are installed are those that the code was tested with."""

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from django.conf import settings
from packaging.requirements import Requirement

from campaigns.doctor.findings import Finding


def find_other_packages() -> Iterator[Finding]:
    """Packages that are missing or of another version than requirements.txt pins."""
    pinned = list_required(Path(settings.BASE_DIR) / "requirements.txt")
    other = [each for each in pinned if not _is_installed(each)]
    if other:
        yield Finding(
            what=f"Not installed as pinned: {', '.join(map(str, other[:10]))}.",
            why="The code was tested with those versions only.",
            do="Run: make setup (or pip install --require-hashes -r requirements.txt), then restart.",
        )


def list_required(path: Path) -> Iterator[Requirement]:
    """The requirements of a compiled file that count on this machine, without their hashes."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line[:1].isalnum():
            requirement = Requirement(line.rstrip("\\ "))
            if requirement.marker is None or requirement.marker.evaluate():
                yield requirement


def _is_installed(requirement: Requirement) -> bool:
    try:
        return requirement.specifier.contains(version(requirement.name), prereleases=True)
    except PackageNotFoundError:
        return False
