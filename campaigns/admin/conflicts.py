"""Two people with the same form: the second sees both values of each field, and decides.

A form carries digests of what it was filled from (``campaigns.loaded``). When something else is stored by then, nothing
is saved: what the person typed stays in the form, what only the other one changed is taken into it, and a table above
says both. Saving again saves what the form then says. A form that carries nothing was not filled from a page, and is
taken as it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import IntegrityError
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from campaigns.loaded import (
    digest_values,
    find_changed,
    read_digests,
    read_stored,
    read_values,
    sign_digests,
    stamp_row,
)
from campaigns.models import AuditEntry
from campaigns.web.trail.words import write_value

FIELD = "_loaded"
REFUSAL = _(
    "Nothing was saved: somebody else has changed this since you opened it. Look at both values, then save again."
)
UNREADABLE = _("Nothing was saved: this form was not opened here, or long ago. Open it again.")
PASSED_OVER = {"password", "last_login"}
"""Shown in forms of accounts, and not changed by them."""


@dataclass(frozen=True)
class Differing:
    """A field of which something else is stored by now. ``is_taken`` says that the form has it already."""

    label: str
    mine: str
    stored: str
    is_taken: bool


@dataclass(frozen=True)
class Conflict:
    """What a form met. ``stamp`` is what it carries from now on; ``last`` is who changed the row last, if known."""

    fields: list[Differing]
    stamp: str
    last: AuditEntry | None


class ConflictAdmin(admin.ModelAdmin):
    """Forms that notice what happened since they were opened."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:  # somebody was quicker by a moment; now the form sees that and says so
            return super().changeform_view(request, *args, **kwargs)

    def get_form(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> type[ModelForm]:
        form = super().get_form(request, obj, **kwargs)
        if obj is not None and request.method == "POST" and FIELD in request.POST:
            return type(form.__name__, (_Checked, form), {"request": request})
        return form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: Model | None = None, **kwargs: Any
    ) -> HttpResponse:
        conflict = getattr(request, "conflict", None)
        if obj is not None and (names := list_names(context["adminform"].form)):
            context["conflict"] = conflict
            context["loaded"] = conflict.stamp if conflict else request.POST.get(FIELD) or _stamp(obj, names)
        response = super().render_change_form(request, context, *args, obj=obj, **kwargs)
        if conflict:
            response.status_code = 409
        return response


class _Checked:
    """Refuses a form whose row was changed since it was opened."""

    request: HttpRequest

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        loaded = read_digests(self.request.POST[FIELD], self.instance)
        if loaded is None:
            raise ValidationError(UNREADABLE)
        if conflict := find_conflict(self, loaded):
            self.request.conflict = conflict
            raise ValidationError(REFUSAL)
        return data


def _stamp(row: Model, names: list[str]) -> str:
    """Of the row as it is stored: the one in memory may have what was typed."""
    return stamp_row(type(row)._base_manager.get(pk=row.pk), names)


def list_names(form: ModelForm) -> list[str]:
    """The fields of a form that are columns or links of its row."""
    return [name for name in form.fields if name not in PASSED_OVER and _find_field(form, name) is not None]


def _find_field(form: ModelForm, name: str) -> Any:
    try:
        return form._meta.model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def find_conflict(form: ModelForm, loaded: dict[str, str]) -> Conflict | None:
    """What somebody else has changed to other values than the form has; the form takes over what it left alone."""
    stored = read_stored(form.instance)
    if stored is None:
        return None
    names = list_names(form)
    now = digest_values(read_values(stored, names))
    mine = digest_values({name: form.cleaned_data[name] for name in names if name in form.cleaned_data})
    changed = [name for name in find_changed(loaded, now) if mine.get(name) != now[name]]
    if not changed:
        return None
    taken = {name for name in changed if mine.get(name) == loaded.get(name)}
    fields = [_tell(form, stored, name, name in taken) for name in changed]
    _take_over(form, stored, taken)
    last = AuditEntry.objects.filter(table=stored._meta.model_name, row_id=stored.pk).first()
    return Conflict(fields, sign_digests(stored, now), last)


def _tell(form: ModelForm, stored: Model, name: str, is_taken: bool) -> Differing:
    field = _find_field(form, name)
    typed = form.cleaned_data[name] if name in form.cleaned_data else form[name].value()
    there = getattr(stored, name).all() if field.many_to_many else getattr(stored, name)
    label = str(form.fields[name].label or field.verbose_name)
    return Differing(label, _write(field, typed), _write(field, there), is_taken)


def _write(field: Any, value: Any) -> str:
    if isinstance(value, QuerySet):
        return ", ".join(map(str, value)) or write_value(field, None)
    return write_value(field, str(value) if isinstance(value, Model) else value)


# What the form takes over


def _take_over(form: ModelForm, stored: Model, names: set[str]) -> None:
    data = form.data.copy()
    fresh = type(form)(instance=stored)
    for name in names:
        for key, values in _list_inputs(fresh[name]):
            data.pop(key, None)
            if values:
                data.setlist(key, values)
    form.data = data


def _list_inputs(bound: forms.BoundField) -> Iterator[tuple[str, list[str]]]:
    """The inputs of a field and what a browser sends for its value."""
    widget, value, key = bound.field.widget, bound.value(), bound.html_name
    if isinstance(widget, forms.MultiWidget):
        parts = zip(widget.widgets_names, widget.widgets, widget.decompress(value), strict=True)
        for suffix, part, some in parts:
            yield f"{key}{suffix}", [str(part.format_value(some) or "")]
    elif isinstance(widget, forms.CheckboxInput):
        yield key, ["on"] if value else []
    elif isinstance(value, list | tuple | QuerySet):
        yield key, [str(each) for each in value]
    elif isinstance(value, date):
        yield key, [value.isoformat()]
    else:
        yield key, ["" if value is None else str(value)]
