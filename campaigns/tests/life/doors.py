"""The doors of a portal that a random life passes: commands, pages over HTTP, and forms of the admin."""

import json

from django.contrib.auth.models import User
from django.test import Client

from campaigns.models import (
    NONE,
    Brand,
    Campaign,
    ImportFile,
    ImportRun,
    Influencer,
    Payout,
    Platform,
    Post,
    Product,
    Source,
    TrackingEvent,
)
from campaigns.tests.admin.forms import address, delete, save
from campaigns.tests.builders import NEEDED, csv_text, dump_row
from campaigns.tests.commands.runner import run
from campaigns.tests.life.model import IDS, cells
from campaigns.tests.oracle import fold, fold_source
from campaigns.tests.reports.pages import export
from campaigns.tests.test_round_trip import PAGES, write_exports
from campaigns.tests.web.imports.person import Person
from campaigns.tests.web.people import make_importer

MODELS = {"posts": Post, "tracking": TrackingEvent, "payouts": Payout}
NAMES = {"campaign": Campaign, "brand": Brand, "product": Product, "platform": Platform, "source": Source}
ASKED = {"payout-restated", "possible-duplicate"}
"""What an import stops at until somebody says that the rows are new."""
REFUSED = "Nothing was changed."


def make_people():
    """Who passes the doors: one who imports and exports, one who edits."""
    make_importer("imran")
    User.objects.create_superuser("ada", password="a-long-password-1")


def texts_of(data):
    """The files of some rows, those without rows left out."""
    return {dataset: csv_text(rows) for dataset, rows in data.items() if rows} or {
        "influencers": csv_text([], NEEDED["influencers"])
    }


class Doors:
    """Passes them as two people; ``folder`` is for files that lie about."""

    def __init__(self, folder):
        self._folder, self._files = folder, 0
        self.log_in()

    def log_in(self):
        """Sessions end with a restore."""
        self.importer = Person(Client(), User.objects.get(username="imran"))
        self.admin = Client()
        self.admin.force_login(User.objects.get(username="ada"))

    def _new_path(self):
        self._files += 1
        return self._folder / f"{self._files}"

    # Imports

    def load(self, texts, by_web):
        """Imports files, saying of rows that look stored already that they are new; the number of the run."""
        return self._load_by_web(texts) if by_web else self._load_by_command(texts)

    def _load_by_web(self, texts):
        job, page = self.importer.preview(texts)
        if page.heading != "Ready to load":
            assert set(page.codes()) & ASKED, page.text
            job, page = self.importer.follow(self.importer.post(f"{job}check/", set="on_conflict=add"))
        assert page.heading == "Ready to load", page.text
        where, page = self.importer.load(job)
        assert where.startswith("/imports/runs/"), page.text
        return int(where.split("/")[-2])

    def _load_by_command(self, texts):
        folder = self._new_path()
        folder.mkdir()
        for name, text in texts.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
        status, out, err = run("import", folder, "--json")
        if status:
            said = {entry["code"] for file in json.loads(out)["files"] for entry in file["problems"]}
            assert (status, bool(said & ASKED)) == (1, True), (out, err)
            status, out, err = run("import", folder, "--json", "--on-conflict", "add")
        assert status == 0, (out, err)
        return json.loads(out)["run"]

    def counts(self, number):
        """What the portal recorded of a run: dataset → (new, changed, unchanged)."""
        files = ImportFile.objects.filter(run=number).values_list("dataset", "new", "changed", "unchanged")
        return {dataset: tuple(counts) for dataset, *counts in files}

    def exports(self):
        """The four lists as the portal exports them."""
        folder = self._new_path()
        folder.mkdir()
        write_exports(self.importer.client, folder)
        return {page: (folder / f"{page}.csv").read_text(encoding="utf-8") for page in PAGES}

    def report(self, page):
        """The rows of a report's export."""
        return export(self.importer.client, page)

    # Undo

    def undo(self, number, by_web):
        """Takes a run back; what the portal said if it would not, else nothing."""
        return self._undo_by_web(number) if by_web else self._undo_by_command(number)

    def _undo_by_web(self, number):
        mine = f"/imports/runs/{number}/"
        where, page = self.importer.follow(self.importer.post(f"{mine}undo/"))
        if ImportRun.objects.get(pk=number).undone_by == "imran" and where == mine:
            assert "Taken back on" in page.text
            return ""
        assert page.heading == "This did not work", page.text
        return page.text.partition(REFUSED)[2]

    def _undo_by_command(self, number):
        status, _, err = run("undo_import", number)
        assert status in (0, 1), err
        return err.removeprefix(REFUSED) if status else ""

    # Backups

    def backup(self):
        """A backup's path."""
        path = self._new_path()
        status, _, err = run("backup", path)
        assert status == 0, err
        return path

    def restore(self, path):
        """Puts a backup in place of everything."""
        status, _, err = run("restore", path, "--force")
        assert status == 0, err
        self.log_in()

    # By hand

    def find(self, dataset, row):
        """The one stored fact that is this row: by its id, else by what it says."""
        facts = MODELS[dataset].objects.order_by("pk")
        if known_as := row.get(IDS[dataset]):
            return facts.get(**{IDS[dataset]: known_as})
        nameless, said = facts.filter(**{IDS[dataset]: ""}), cells(dataset, row)
        [fact] = [one for one in nameless if cells(dataset, dump_row(one)) == said]
        return fact

    def edit(self, fact, changes):
        """Edits a fact in its form."""
        save(self.admin, address(type(fact), fact.pk), **self.as_form(changes))

    def add_event(self, row):
        """Adds a tracking row."""
        save(self.admin, address(TrackingEvent), **self.as_form(row))

    def delete(self, fact):
        """Deletes a fact on its page."""
        delete(self.admin, fact)

    def edit_name(self, row, **changes):
        """Edits a campaign, brand or source in its form."""
        save(self.admin, address(type(row), row.pk), **changes)

    def as_form(self, changes):
        """Cells of a row as fields of its form."""
        fields = {}
        for name, text in changes.items():
            if name == "influencer_id":
                fields["influencer"] = Influencer.objects.get(code=text).pk if text else ""
            elif name in NAMES:
                fields[name] = find_name(NAMES[name], text).pk or ""
            else:
                fields[name] = text
        return fields | ({"total_is_derived": None} if "total_payout" in changes else {})


def find_name(model, text):
    """The row of a name, in whatever spelling; ``None`` if there is none."""
    key = (fold_source if model is Source else fold)(text)
    return model.objects.filter(key=key).first() if key else model.objects.get(pk=NONE)
