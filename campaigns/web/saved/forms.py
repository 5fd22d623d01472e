"""What a person sends to save or rename a view, and what of it is accepted."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext, gettext_lazy

from campaigns.models import SavedView
from campaigns.names import tidy_name
from campaigns.web.saved.places import find_place, tidy_query


class NameForm(forms.Form):
    """A name on one line, with something to read in it."""

    name = forms.CharField(
        max_length=SavedView.NAME_LENGTH,
        error_messages={
            "required": gettext_lazy("A view needs a name."),
            "max_length": gettext_lazy("A name has at most %(limit_value)s letters."),
        },
    )

    def clean_name(self) -> str:
        name = tidy_name(self.cleaned_data["name"])
        if not any(letter.isalnum() for letter in name):
            raise ValidationError(gettext("A name has at least one letter or digit."))
        return name


class SaveForm(NameForm):
    """A page with its parameters, which that page must be able to read."""

    page = forms.CharField(max_length=100)
    query = forms.CharField(required=False)
    columns = forms.CharField(required=False)
    is_shared = forms.BooleanField(required=False)
    is_default = forms.BooleanField(required=False)
    replace = forms.BooleanField(required=False)
    loaded = forms.CharField(required=False)

    def clean_query(self) -> str:
        query = tidy_query(QueryDict(self.cleaned_data["query"]))
        if len(query) > SavedView.QUERY_LENGTH:
            raise ValidationError(gettext("These are too many filters to be saved. Leave some out."))
        return query

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("columns") and "query" in data:
            data["query"] = self._add_columns(data["query"], data["columns"])
        place = find_place(data.get("page", ""))
        if place is None:
            raise ValidationError(gettext("This page cannot be saved."))
        if "query" in data and (faults := place.find_faults(data["query"])):
            raise ValidationError(faults)
        return data

    def _add_columns(self, query: str, columns: str) -> str:
        """The query with the columns that the table showed; whoever opens the view sees these."""
        params = QueryDict(query, mutable=True)
        params["columns"] = columns
        return tidy_query(params)

    def say(self) -> list[str]:
        """Every complaint, in a sentence each."""
        return [sentence for errors in self.errors.values() for sentence in errors]
