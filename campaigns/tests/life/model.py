"""A portal in plain Python: the rows that must be in it, whose they are, and which runs can be taken back.

It is told what is done and never looks at the database. A row is a dict of texts, as a file would write it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from campaigns.tests.oracle import Oracle, fold, fold_source, paise, whole

PEOPLE = "influencers"
FACTS = ("posts", "tracking", "payouts")
IDS = {"posts": "post_id", "tracking": "tracking_id", "payouts": "payout_id"}


def exact(text):
    return text or ""


def number(text):
    """A whole number, ``None`` for an empty cell."""
    return int(text) if text else None


def amount(text):
    """Paise, ``None`` for an empty cell."""
    return paise(text) if text else None


SHARED = {"influencer_id": exact, "campaign": fold}
DATED = SHARED | {"date": exact, "brand": fold}
CELLS = {
    "influencers": {"name": exact, "platform": fold, "category": fold, "gender": fold},
    "posts": DATED | {"platform": fold, "reach": number, "likes": number, "comments": number},
    "tracking": DATED | {"source": fold_source, "product": fold, "orders": whole, "revenue": paise},
    "payouts": SHARED | {"basis": exact, "rate": amount, "orders": number, "posts": number, "total_payout": amount},
}
"""How each cell is compared."""


def cells(dataset, row):
    """What a row says, the same for every spelling of it."""
    return tuple(read(row.get(name)) for name, read in CELLS[dataset].items())


def name_rows(dataset, rows) -> Iterator[tuple[tuple, dict]]:
    """The identity of each row of a file: its id, else all its cells and how many equal rows came before."""
    before = Counter()
    for row in rows:
        if known_as := row.get(IDS[dataset]):
            yield ("id", known_as), row
        else:
            said = cells(dataset, row)
            yield ("whole", said, before[said]), row
            before[said] += 1


@dataclass(frozen=True)
class Held:
    """A stored row (of a person: ``None`` while no file has named it), and the run that it belongs to."""

    row: dict | None
    run: int | None
    is_edited: bool = False


@dataclass
class Run:
    """What a run did. ``was`` holds the rows it changed and ``None`` for those it added."""

    was: dict[tuple, Held | None] = field(default_factory=dict)
    found: set[int | None] = field(default_factory=set)
    is_undone: bool = False
    is_spoiled: bool = False  # a person edited or deleted one of its rows

    def touches(self, owner):
        """Whether rows of that run were changed or found again by this one."""
        return owner in self.found or any(held and held.run == owner for held in self.was.values())


@dataclass
class Model:
    """What must be in the portal."""

    rows: dict[str, dict[tuple, Held]] = field(default_factory=lambda: {name: {} for name in (PEOPLE, *FACTS)})
    runs: dict[int, Run] = field(default_factory=dict)
    _by_hand: int = 0

    # Runs

    def load(self, number, data):
        """A run with these rows; dataset → (new, changed, unchanged)."""
        run = self.runs[number] = Run()
        counts = {}
        for dataset in (PEOPLE, *FACTS):
            rows = data.get(dataset, ())
            named = ((("id", row["id"]), row) for row in rows) if dataset == PEOPLE else name_rows(dataset, rows)
            verdicts = Counter(self._take(number, run, dataset, key, row) for key, row in named)
            if dataset in data:
                counts[dataset] = tuple(verdicts[verdict] for verdict in ("new", "changed", "unchanged"))
        return counts

    def _take(self, number, run, dataset, key, row):
        if who := row.get("influencer_id"):
            self.rows[PEOPLE].setdefault(("id", who), Held(None, number))
        held = self.rows[dataset].get(key)
        if held and held.row and (held.is_edited or cells(dataset, held.row) == cells(dataset, row)):
            run.found |= {held.run} - {None}
            return "unchanged"
        run.was[dataset, key] = held
        self.rows[dataset][key] = Held(row, number)
        return "changed" if held else "new"

    def find_all(self, number):
        """A run with every row as it stands."""
        owners = {held.run for rows in self.rows.values() for held in rows.values()}
        self.runs[number] = Run(found=owners - {None})

    def live_runs(self):
        """The runs that are not taken back, the newest first."""
        return [number for number in reversed(self.runs) if not self.runs[number].is_undone]

    def may_undo(self, number):
        """Whether nothing is in the way."""
        run = self.runs[number]
        later = [self.runs[other] for other in self.live_runs() if other > number]
        return not (run.is_undone or run.is_spoiled or any(other.touches(number) for other in later))

    def undo(self, number):
        """Takes a run back."""
        run = self.runs[number]
        run.is_undone = True
        for (dataset, key), held in run.was.items():
            if held:
                self.rows[dataset][key] = held
            elif dataset != PEOPLE:
                del self.rows[dataset][key]
        for key in [key for key, held in self.rows[PEOPLE].items() if held.run == number]:
            self._drop_person(key)

    def _drop_person(self, key):
        """A person whose run goes stays as an id where facts name it, and belongs to the first run that does."""
        facts = (held for name in FACTS for held in self.rows[name].values())
        naming = [held for held in facts if held.row.get("influencer_id") == key[1]]
        if naming:
            self.rows[PEOPLE][key] = Held(None, min((held.run for held in naming if held.run), default=None))
        else:
            del self.rows[PEOPLE][key]

    # By hand

    def edit(self, dataset, key, changes):
        """A person edits a fact."""
        held = self._spoil(dataset, key)
        self.rows[dataset][key] = replace(held, row=held.row | changes, is_edited=True)

    def delete(self, dataset, key):
        """A person deletes a fact."""
        self._spoil(dataset, key)
        del self.rows[dataset][key]

    def add(self, dataset, row):
        """A person adds a fact."""
        self._by_hand += 1
        self.rows[dataset]["by hand", self._by_hand] = Held(row, None, is_edited=True)

    def _spoil(self, dataset, key):
        held = self.rows[dataset][key]
        if held.run:
            self.runs[held.run].is_spoiled = True
        return held

    # What it comes to

    def texts(self, dataset):
        """The rows, as an oracle reads them."""
        return [held.row for held in self.rows[dataset].values() if held.row]

    def compute(self, decided):
        """The figures of these rows; what admins decided of names is taken from another oracle."""
        data = {dataset: self.texts(dataset) for dataset in (PEOPLE, *FACTS)}
        return Oracle(data, decided.aliases, decided.fixed, decided.kinds)

    def twins(self, dataset, row):
        """How many rows without an id say the same."""
        nameless = [one for one in self.texts(dataset) if not one.get(IDS[dataset])]
        return [cells(dataset, one) for one in nameless].count(cells(dataset, row))
