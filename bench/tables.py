"""Results as one table of ratios with their targets, for the terminal and for the file that keeps the latest."""

import os
import platform
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.engines import ROOT


@dataclass(frozen=True)
class Line:
    """A measure on one engine. Without a target it is only told."""

    what: str
    engine: str
    value: float
    at_most: float | None = None
    at_least: float | None = None
    unit: str = ""

    @property
    def target(self) -> str:
        """The target as people read it."""
        if self.at_most is not None:
            return f"≤ {self.at_most:g}{self.unit}"
        return f"≥ {self.at_least:g}{self.unit}" if self.at_least is not None else ""

    @property
    def verdict(self) -> str:
        """Whether the target is met."""
        if not self.target:
            return ""
        too_much = self.at_most is not None and self.value > self.at_most
        return "missed" if too_much or (self.at_least is not None and self.value < self.at_least) else "met"


def draw_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table whose columns are aligned."""
    cells = [list(header), *map(list, rows)]
    widths = [max(len(row[place]) for row in cells) for place in range(len(header))]
    lines = [" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in cells]
    lines.insert(1, "-|-".join("-" * width for width in widths))
    return "".join(f"| {line} |\n" if place != 1 else f"|-{line}-|\n" for place, line in enumerate(lines))


def draw_lines(lines: Iterable[Line]) -> str:
    """One table of measures."""
    rows = [(line.what, line.engine, f"{line.value:.2f}{line.unit}", line.target, line.verdict) for line in lines]
    return draw_table(("measure", "engine", "measured", "target", ""), rows)


def write_section(path: Path, title: str, body: str) -> None:
    """Puts the section of that title into the file, in place of an earlier one; the other sections stay."""
    text = path.read_text(encoding="utf-8") if path.exists() else "# Latest results\n"
    head, *sections = text.split("\n## ")
    kept = [section for section in sections if section.partition("\n")[0] != title]
    kept.append(f"{title}\n\n{describe_occasion()}\n\n{body.rstrip()}\n")
    path.write_text("\n## ".join([head, *sorted(kept)]), encoding="utf-8")


def describe_occasion() -> str:
    """When, of which commit, on what kind of machine, and by which command."""
    day = datetime.now(UTC).date().isoformat()
    machine = f"{os.cpu_count()} cores, {read_system()}, Python {platform.python_version()}"
    return f"{day}, commit {read_commit()}, {machine}: `{describe_command(sys.argv)}`"


def describe_command(words: Sequence[str]) -> str:
    """The measurement as one types it; folders of this machine are nobody's business."""
    place = Path(words[0]).resolve()
    module = ".".join(place.parent.relative_to(ROOT).parts) if place.is_relative_to(ROOT) else place.name
    options = ["FOLDER" if "/" in word else word for word in words[1:] if word != "--write"]
    return " ".join(["python -m", module, *options])


def read_commit() -> str:
    """The short hash, with a word when files differ from it."""
    commit = _ask_git("rev-parse", "--short", "HEAD") or "unknown"
    return f"{commit} with local changes" if _ask_git("status", "--porcelain", "--untracked-files=no") else commit


def _ask_git(*words: str) -> str:
    answer = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return answer.stdout.strip()


def read_system() -> str:
    """The operating system in general words."""
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return platform.system()
