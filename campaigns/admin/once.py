"""A fact is added once by each form, however often its button is pressed.

A form to add a fact carries a number of its own, signed, and the fact gets its key from it. A file's rows are known by
what they say; two sales of one day that a person types may say the same and still be two.
"""

import hashlib
from secrets import token_hex
from typing import Any

from django.contrib import admin, messages
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from campaigns.admin.conflicts import FIELD
from campaigns.loaded import read_digests, sign_digests

NUMBER = "once"


class OnceAdmin(admin.ModelAdmin):
    """Tables of facts. Everything else has names or ids that are there once anyway."""

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: Model | None = None, **kwargs: Any
    ) -> HttpResponse:
        if obj is None:
            context["loaded"] = request.POST.get(FIELD) or sign_digests(self.model(), {NUMBER: token_hex(8)})
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _changeform_view(self, request: HttpRequest, object_id: str | None, *args: Any) -> HttpResponse:
        """Runs while nobody else writes, so that of two equal forms one is the first."""
        key = self._read_key(request) if request.method == "POST" and object_id is None else None
        if key and (there := self.model._base_manager.filter(key=key).first()):
            told = gettext("This form has added its row before, so nothing was added. For another row open a new form.")
            self.message_user(request, told, messages.WARNING)
            return self.response_post_save_add(request, there)
        request.key_of_form = key
        return super()._changeform_view(request, object_id, *args)

    def _read_key(self, request: HttpRequest) -> bytes | None:
        """The key for what a form adds; None for one that no page has filled, which adds whenever it is sent."""
        said = read_digests(request.POST.get(FIELD, ""), self.model()) or {}
        return hashlib.blake2b(f"form {said[NUMBER]}".encode(), digest_size=16).digest() if NUMBER in said else None

    def save_form(self, request: HttpRequest, form: ModelForm, change: bool) -> Model:
        row = super().save_form(request, form, change)
        if not change:
            row.key = request.key_of_form
        return row
