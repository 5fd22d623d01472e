"""A random life of the portal: whatever people do, through pages and commands, it holds what it must hold.

After every step the stored rows are those of a model in plain Python, every figure is that of the oracle, the rollup
agrees with the facts and the audit chain is whole. Lives without edits of rows by hand end with every run taken back,
which leaves the portal as it was in the beginning. `make life` runs many and long ones.
"""

import os
import sys
from collections import Counter
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from campaigns.digest import compute_digest
from campaigns.metrics.catalog import ORDERS, PAYOUT, REVENUE
from campaigns.models import NONE, Brand, Campaign, Source
from campaigns.models.dimensions import NAMED
from campaigns.rollup import find_differences
from campaigns.tests.audit.trail import faults
from campaigns.tests.builders import read_all_cuts, read_oracle, totals
from campaigns.tests.examples import up_to
from campaigns.tests.life.doors import Doors, find_name, make_people, texts_of
from campaigns.tests.life.files import EDITS, NEW_EVENTS, change_rows, files
from campaigns.tests.life.model import FACTS, IDS, Model, cells
from campaigns.tests.oracle import NOTHING
from campaigns.tests.reports.pages import REPORT_PAGES
from campaigns.tests.reports.pages import sums as sums_of
from campaigns.tests.test_properties import assert_same

pytestmark = pytest.mark.django_db(transaction=True)
LIVES = int(os.environ.get("LIVES", "0"))
"""How many, when they are run by themselves; long ones then."""
PARTS = (ORDERS, REVENUE, PAYOUT)
numbers = st.integers(0, 30)
doors = st.booleans()


class Life(RuleBasedStateMachine):
    """One portal, empty in the beginning; a backup from before brings that back in the end.

    All is committed: on PostgreSQL a restore locks every table until then, and jobs write beside their work.
    """

    def __init__(self):
        super().__init__()
        self.folder = TemporaryDirectory()
        self.doors, self.model = Doors(Path(self.folder.name)), Model()
        self.first, self.sent = compute_digest(), []
        self.pristine, self.backup = self.doors.backup(), None
        self.by_hand, self.has_named = False, False

    @initialize(by_hand=st.booleans(), data=files, by_web=doors)
    def begin(self, by_hand, data, by_web):
        self.by_hand = by_hand
        self.import_files(data, by_web)

    def teardown(self):
        try:
            if sys.exc_info()[0] is None:
                self.end()
        finally:
            self.doors.restore(self.pristine)
            self.folder.cleanup()

    # Imports

    def load(self, data, by_web):
        before = compute_digest()
        run = self.doors.load(texts_of(data), by_web)
        wanted = self.model.load(run, data)
        counted = self.doors.counts(run)
        assert counted == {name: counts for name, counts in wanted.items() if name in counted}
        assert {name for name, rows in data.items() if rows} <= counted.keys()
        if not any(new or changed for new, changed, _ in counted.values()):
            assert compute_digest() == before

    @rule(data=files, by_web=doors)
    def import_files(self, data, by_web):
        self.load(data, by_web)
        self.sent.append(data)

    @precondition(lambda self: self.sent)
    @rule(number=numbers, by_web=doors)
    def import_the_same_files_again_and_again(self, number, by_web):
        data = pick(self.sent, number)
        self.load(data, by_web)
        before = compute_digest()
        self.load(data, not by_web)
        assert compute_digest() == before

    @precondition(lambda self: self.sent)
    @rule(number=numbers, by_web=doors, changes=EDITS)
    def import_changed_rows(self, number, by_web, changes):
        data = change_rows(pick(self.sent, number), changes)
        self.load(data, by_web)
        self.sent.append(data)

    @rule(by_web=doors)
    def import_what_is_exported(self, by_web):
        before = compute_digest()
        run = self.doors.load(self.doors.exports(), by_web)
        assert [counts[:2] for counts in self.doors.counts(run).values()] == [(0, 0)] * 4
        assert compute_digest() == before
        self.model.find_all(run)

    # Undo

    def undo(self, run, by_web):
        before, may = compute_digest(), self.model.may_undo(run)
        said = self.doors.undo(run, by_web)
        assert bool(said) is not may, said or f"run {run} was taken back"
        if may:
            self.model.undo(run)
        else:
            assert said.strip().endswith(".") or by_web, said
            assert any(word in said for word in ("of its rows", "by hand", "already")), said
            assert compute_digest() == before

    @precondition(lambda self: self.model.live_runs())
    @rule(by_web=doors)
    def undo_the_newest_run(self, by_web):
        self.undo(self.model.live_runs()[0], by_web)

    @precondition(lambda self: self.model.runs)
    @rule(number=numbers)
    def undo_any_run(self, number):
        self.undo(pick(list(self.model.runs), number), by_web=False)

    @precondition(lambda self: self.model.live_runs())
    @rule(number=numbers)
    def undo_a_live_run_by_its_button(self, number):
        self.undo(pick(self.model.live_runs(), number), by_web=True)

    # Backups

    @rule()
    def make_a_backup(self):
        self.backup = self.doors.backup(), compute_digest(), deepcopy((self.model, self.has_named))

    @precondition(lambda self: self.backup)
    @rule()
    def go_back_to_the_backup(self):
        path, digest, kept = self.backup
        self.doors.restore(path)
        assert compute_digest() == digest
        self.model, self.has_named = deepcopy(kept)

    # By hand

    def choose_fact(self, dataset, number):
        """The key and the row of a fact that cannot be taken for another; nothing if there is none."""
        rows = {key: held.row for key, held in self.model.rows[dataset].items()}
        sure = [(key, row) for key, row in rows.items() if row.get(IDS[dataset]) or self.model.twins(dataset, row) == 1]
        return pick(sure, number) if sure else (None, None)

    @precondition(lambda self: self.by_hand)
    @rule(dataset=st.sampled_from(FACTS), number=numbers, changes=EDITS)
    def edit_a_fact(self, dataset, number, changes):
        key, row = self.choose_fact(dataset, number)
        if row is not None:
            changes = self.known_only(dataset, changes[dataset])
            self.doors.edit(self.doors.find(dataset, row), changes)
            self.model.edit(dataset, key, changes)

    def known_only(self, dataset, changes):
        """Without names and people that the portal has no row for, which a form cannot choose."""
        kinds = {"campaign": Campaign, "brand": Brand, "source": Source}
        kept = {}
        for name, text in changes.items():
            is_person = name == "influencer_id"
            if is_person and text and ("id", text) not in self.model.rows["influencers"]:
                continue
            if name in kinds and find_name(kinds[name], text) is None:
                continue
            kept[name] = text
        return kept

    @precondition(lambda self: self.by_hand)
    @rule(dataset=st.sampled_from(FACTS), number=numbers)
    def delete_a_fact(self, dataset, number):
        key, row = self.choose_fact(dataset, number)
        if row is not None:
            self.doors.delete(self.doors.find(dataset, row))
            self.model.delete(dataset, key)

    @precondition(lambda self: self.by_hand)
    @rule(row=NEW_EVENTS)
    def add_a_sale(self, row):
        row = self.known_only("tracking", row)
        self.doors.add_event(row)
        self.model.add("tracking", row)

    def name(self, row, field, value, **form):
        self.has_named = True
        self.doors.edit_name(row, **form)
        assert getattr(type(row).objects.get(pk=row.pk), field) == value

    @rule(number=numbers, kind=st.sampled_from(Source.Kind.values))
    def edit_a_source(self, number, kind):
        if source := pick_row(Source, number):
            self.name(source, "kind", kind, kind=kind)

    @rule(number=numbers, other=numbers)
    def edit_the_brand_of_a_campaign(self, number, other):
        campaign, brand = pick_row(Campaign, number), pick_row(Brand, other)
        if campaign:
            self.name(campaign, "brand_id", brand.pk if brand else NONE, brand=brand.pk if brand else "")

    @rule(number=numbers, other=numbers)
    def edit_an_alias(self, number, other):
        brand, chosen = pick_row(Brand, number), pick_row(Brand, other)
        if brand is None or brand.aliases.exists():
            return
        is_alias = chosen != brand and chosen.alias_of_id is None
        self.name(brand, "alias_of_id", chosen.pk if is_alias else None, alias_of=chosen.pk if is_alias else "")

    # What must be true

    @invariant()
    def it_holds_what_it_must(self):
        decided = read_oracle()
        for dataset in FACTS:
            stored, held = getattr(decided, dataset), self.model.texts(dataset)
            said = [Counter(cells(dataset, row) for row in rows) for rows in (stored, held)]
            assert said[0] == said[1], dataset
        known = self.model.compute(decided)
        whole = totals()
        assert whole == decided.figures().get(None, NOTHING) == known.figures().get(None, NOTHING)
        for dimension, metrics, figures in read_all_cuts():
            assert_same(figures, decided.figures(dimension.key), metrics)
            assert_same(figures, known.figures(dimension.key), metrics)
            for part in PARTS:
                assert sum(row[part.key] for row in figures.values()) == whole[part.key], dimension.key
        assert list(find_differences()) == []
        assert faults() == []

    @rule(page=st.sampled_from([page for page in REPORT_PAGES if page != "sources"]))
    def look_at_a_report(self, page):
        whole = totals(*PARTS)
        assert sums_of(self.doors.report(page)) == {part.key: whole[part.key] for part in PARTS}

    def end(self):
        """Takes all back that can be; without edits of rows that is everything."""
        if self.has_named:
            self.take_names_back()
        for run in self.model.live_runs():
            if not self.by_hand or self.model.may_undo(run):
                self.undo(run, by_web=False)
                self.it_holds_what_it_must()
        if not self.by_hand:
            assert compute_digest() == self.first
            assert self.has_named or not any(pick_row(model, 0) for model in NAMED)

    def take_names_back(self):
        for brand in Brand.objects.exclude(alias_of=None):
            self.doors.edit_name(brand, alias_of="")
        for source in Source.objects.exclude(pk=NONE):
            self.doors.edit_name(source, kind=Source.default_kind(source.key))
        for campaign in Campaign.objects.filter(brand_is_fixed=True):
            self.doors.edit_name(campaign, brand_is_fixed=None)


def pick(items, number):
    return items[number % len(items)]


def pick_row(model, number):
    """A row of a dimension, the first for 0; nothing if there is none."""
    rows = list(model.objects.exclude(pk=NONE).order_by("key"))
    return pick(rows, number) if rows else None


@pytest.fixture
def own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    settings.VAR_DIR.mkdir()
    settings.UPLOADS_PER_HOUR = settings.EXPORTS_PER_HOUR = settings.SEARCHES_PER_MINUTE = 10**9


@pytest.mark.any_engine
def test_whatever_people_do_the_portal_holds_what_it_must(own_folder):
    make_people()
    how = settings(
        max_examples=LIVES or up_to(16),
        stateful_step_count=25 if LIVES else 8,
        phases=[phase for phase in Phase if LIVES or phase != Phase.shrink],  # shrinking takes minutes
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Life, settings=how)
