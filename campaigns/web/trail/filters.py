"""What narrows the audit trail down, read from the address; and pages by key, however long the trail is."""

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_noop as _

from campaigns.models import AuditEntry
from campaigns.reports.reading import BadParameters

PER_PAGE = 50
BLOCK = 2_000
_KEY = re.compile(r"[0-9a-f]{32}")
_NUMBER = re.compile(r"[0-9]{1,18}")


class TrailFilter(forms.Form):
    """The filters of the page. ``before`` is the last entry of the page before."""

    person = forms.CharField(required=False, max_length=150, label=_("Person"))
    act = forms.ChoiceField(
        required=False, choices=[("", gettext_lazy("anything")), *AuditEntry.Act.choices], label=_("Did")
    )
    table = forms.RegexField(r"\A[a-z_]{1,40}\Z", required=False, label=_("Table"))
    object = forms.CharField(required=False, max_length=32, label=_("Row"))
    run = forms.IntegerField(required=False, min_value=1, max_value=10**18, label=_("Import run"))
    date_after = forms.DateField(required=False, input_formats=["%Y-%m-%d"], label=_("From"))
    date_before = forms.DateField(required=False, input_formats=["%Y-%m-%d"], label=_("To"))
    before = forms.IntegerField(required=False, min_value=1, max_value=10**18, label=_("before"))
    _export = forms.ChoiceField(required=False, choices=[("", ""), ("csv", "csv")])

    def clean_object(self) -> str:
        text = self.cleaned_data["object"].lower()
        if text and not (_KEY.fullmatch(text) or _NUMBER.fullmatch(text)):
            raise ValidationError(gettext("Accepted: a row’s number, or the 32 digits of its key."))
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        first, last = data.get("date_after"), data.get("date_before")
        if first and last and first > last:
            raise ValidationError(gettext("The first day is later than the last."))
        return data


def read_filter(params: QueryDict) -> TrailFilter:
    """The filters of an address. Raises ``BadParameters``, also for parameters that there are not."""
    form = TrailFilter(params)
    unknown = gettext("There is no parameter “{name}”.")
    sentences = [unknown.format(name=key[:60]) for key in params if key not in form.fields]
    if not form.is_valid():
        sentences += [
            f"{gettext(form.fields[name].label)}: {error}" if name in form.fields else error
            for name, errors in form.errors.items()
            for error in errors
        ]
    if sentences:
        raise BadParameters(sentences)
    return form


def find_entries(data: dict[str, Any]) -> QuerySet[AuditEntry]:
    """The entries that the filters let through, the newest first."""
    entries = AuditEntry.objects.all()
    for key, column in (("person", "actor"), ("act", "act"), ("table", "table"), ("run", "run")):
        if data[key]:
            entries = entries.filter(**{column: data[key]})
    if named := data["object"]:
        entries = entries.filter(key=named) if _KEY.fullmatch(named) else entries.filter(row_id=int(named))
    if first := data["date_after"]:
        entries = entries.filter(at__gte=_start(first))
    if last := data["date_before"]:
        entries = entries.filter(at__lt=_start(last + timedelta(days=1)))
    return entries


def _start(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def take_page(entries: QuerySet[AuditEntry], before: int | None) -> tuple[list[AuditEntry], bool]:
    """A page behind the entry ``before``, and whether there are more. No entry is counted or skipped one by one."""
    found = list(_behind(entries, before)[: PER_PAGE + 1])
    return found[:PER_PAGE], len(found) > PER_PAGE


def read_blocks(entries: QuerySet[AuditEntry]) -> Iterator[list[AuditEntry]]:
    """All entries, as many at a time as memory should hold."""
    before = None
    while block := list(_behind(entries.select_related("seal"), before)[:BLOCK]):
        yield block
        before = block[-1].pk


def _behind(entries: QuerySet[AuditEntry], before: int | None) -> QuerySet[AuditEntry]:
    ordered = entries.order_by("-at", "-id")
    if before is None:
        return ordered
    at = AuditEntry.objects.filter(pk=before).values_list("at", flat=True).first()
    if at is None:
        raise BadParameters([gettext("before: there is no such entry.")])
    return ordered.filter(Q(at__lt=at) | Q(id__lt=before), at__lte=at)
