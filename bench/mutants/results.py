"""What became of the mutants, as a table by module and a list of survivors with the reasons why."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from bench.engines import ROOT
from bench.mutants.reasons import REASONS
from bench.mutants.subjects import SUBJECTS
from bench.tables import draw_table

KEPT = ROOT / "build" / "mutants.json"
"""The latest results, for ``--keep``."""
HEADER = ("module", "mutants", "killed", "timed out", "survived", "share", "stillborn")


@dataclass(frozen=True, kw_only=True)
class Result:
    """A mutant and what the tests said. ``by`` is the test that failed first."""

    path: str
    line: int
    operator: str
    change: str
    outcome: str = ""
    by: str = ""
    seconds: float = 0

    @property
    def mark(self) -> tuple[str, int, str]:
        """What tells it from all others."""
        return self.path, self.line, self.change


def keep_results(results: Sequence[Result]) -> None:
    """Keeps them for a later run."""
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps([asdict(result) for result in results], indent=1), encoding="utf-8")


def read_results() -> list[Result]:
    """Those of the last run, if there was one."""
    if not KEPT.exists():
        return []
    return [Result(**each) for each in json.loads(KEPT.read_text(encoding="utf-8"))]


def draw_shares(results: Iterable[Result]) -> str:
    """The table: a row for each module, for each area, and for all."""
    results, rows = list(results), []
    for area, modules in SUBJECTS.items():
        rows += [_count(path, [result for result in results if result.path == path]) for path in modules]
        rows.append(_count(f"**{area}**", [result for result in results if result.path in modules]))
    return draw_table(HEADER, [*rows, _count("**all**", results)])


def _count(name: str, results: Sequence[Result]) -> tuple[str, ...]:
    counts = Counter(result.outcome for result in results)
    noticed, survived = counts["killed"] + counts["late"], counts["survived"]
    share = f"{noticed / (noticed + survived):.0%}" if noticed + survived else ""
    numbers = (noticed + survived, counts["killed"], counts["late"], survived)
    return (name, *map(str, numbers), share, str(counts["stillborn"]))


def describe_results(results: Sequence[Result]) -> str:
    """The table and every survivor with its reason."""
    survivors = [result for result in results if result.outcome == "survived"]
    return "\n".join([draw_shares(results), f"{len(survivors)} survived.", *map(_describe, survivors)])


def _describe(result: Result) -> str:
    reason = REASONS.get(result.mark, "not looked at yet")
    change = "\n".join(f"    {line}" for line in result.change.splitlines())
    return f"\n- `{result.path}`, line {result.line} ({result.operator}): {reason}\n\n{change}"
