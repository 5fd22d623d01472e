"""Entries as people read them: names of fields, rupees, and what belongs to each kind of act in a sentence."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from campaigns.formats import EMPTY, format_amount, format_count
from campaigns.metrics.margin import format_margin
from campaigns.models import AuditEntry
from campaigns.models.fields import PaiseField
from campaigns.models.margin import BasisPointsField

COUNTED = (_("rows"), _("new"), _("changed"), _("removed"))
NAMES = (
    *(_("influencer"), _("tracking event"), _("post"), _("payout"), _("brand"), _("campaign"), _("product")),
    *(_("source"), _("platform"), _("category"), _("gender"), _("saved view"), _("default view"), _("header mapping")),
    *(_("import run"), _("user"), _("group")),
)
"""What Django calls tables that have no name of their own, for whoever collects the words to translate."""
DIGITS = 12
"""Of a file's digest that the page shows; the export has all."""


@dataclass(frozen=True)
class Change:
    """A field with its value before and after, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    """An entry as a page shows it. ``table`` is the table's name for people."""

    entry: AuditEntry
    table: str
    changes: list[Change]
    notes: list[str]


def put_in_words(entry: AuditEntry) -> Line:
    """What the entry says; a table or field that is not there any more keeps its own name."""
    model = find_model(entry.table)
    changes = [_put_change(model, name, values) for name, values in entry.changes.items()]
    table = gettext(str(model._meta.verbose_name)) if model else entry.table
    return Line(entry, table, changes, list(_tell_details(entry)))


def find_model(table: str) -> type[models.Model] | None:
    """The model that a table's name in the trail stands for."""
    found = (apps.all_models[label].get(table) for label in ("campaigns", "auth"))
    return next(filter(None, found), None)


def list_tables() -> list[tuple[str, str]]:
    """Names in the trail, and those for people, of the tables that people change."""
    names = (
        *("influencer", "trackingevent", "post", "payout", "brand", "campaign", "product", "source", "platform"),
        *("category", "gender", "margin", "savedview", "defaultview", "headermapping", "importrun", "user", "group"),
    )
    shown = ((name, gettext(str(find_model(name)._meta.verbose_name))) for name in names)
    return sorted(shown, key=lambda pair: pair[1])


def _put_change(model: type[models.Model] | None, name: str, values: list[Any]) -> Change:
    try:
        field = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        field = None
    label = str(getattr(field, "verbose_name", name.replace("_", " ")))
    return Change(label, *(write_value(field, value) for value in values))


def write_value(field: Any, value: Any) -> str:
    """A value of a field in words: money in rupees, yes and no, a dash for none."""
    if value is None or value == "":
        return EMPTY
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(field, PaiseField):
        return format_amount(value)
    if isinstance(field, models.DateTimeField):
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        return f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}"
    return format_margin(value) if isinstance(field, BasisPointsField) else str(value)


def _tell_details(entry: AuditEntry) -> Iterator[str]:
    details = entry.details
    for file in details.get("files", []):
        counts = [f"{gettext(name)} {format_count(file[name])}" for name in COUNTED if file.get(name)]
        digest = [f"SHA-256 {file['sha256'][:DIGITS]}…"] if file.get("sha256") else []
        yield f"{file['file']}: {', '.join([*counts, *digest])}".removesuffix(": ")
    if entry.act == AuditEntry.Act.EXPORTED:
        rows, words = details.get("rows"), gettext("as {kind}, rows: {rows}")
        if rows is None:
            words = gettext("as {kind}")
        yield words.format(kind=details.get("kind", "?").upper(), rows="" if rows is None else format_count(rows))
        if details.get("query"):
            yield gettext("filters: {query}").format(query=details["query"])
    if details.get("digest"):
        words = gettext("rows: {rows}, digest {digest}…, made at {time}")
        if not details.get("made_at"):
            words = gettext("rows: {rows}, digest {digest}…")
        told = {"rows": format_count(details["rows"]), "digest": details["digest"][:DIGITS]}
        yield words.format(**told, time=details.get("made_at"))
    if "sessions" in details:
        yield gettext("sessions: {count}").format(count=format_count(details["sessions"]))
    if details.get("address"):
        yield gettext("from {address}").format(address=details["address"])
    if details.get("runs"):
        yield gettext("runs {runs}").format(runs=", ".join(map(str, details["runs"])))
