"""How the admin writes: alone, or not at all with a sentence on the page, and never long inside a request."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext

from campaigns import edits
from campaigns.admin.conflicts import ConflictAdmin
from campaigns.admin.history import HistoryAdmin
from campaigns.jobs import JobRefused, start_job
from campaigns.jobs.edits import EDIT_BY, MOST_AT_ONCE, describe_edit
from campaigns.models import Job
from campaigns.sentences import retell
from campaigns.writers import Busy, write_alone


class WritingAdmin(ConflictAdmin, HistoryAdmin):
    """Saves through ``edits``; what moves many facts becomes a job; when somebody else is writing, the form says so."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return super().changeform_view(request, *args, **kwargs)
        try:
            with write_alone(_describe(request)):
                return super().changeform_view(request, *args, **kwargs)
        except (Busy, JobRefused) as refused:
            return self._show_again(request, str(refused), *args, **kwargs)

    def _show_again(
        self,
        request: HttpRequest,
        refusal: str,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form as it was sent, with the refusal above it. Django's own view would wait for the lock again."""
        request.refusal = refusal
        return self._changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> type[Form]:
        form = super().get_form(request, obj, **kwargs)
        if refusal := getattr(request, "refusal", ""):
            return type(form.__name__, (_Refused, form), {"refusal": refusal})
        return form

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _write(request, lambda: super(WritingAdmin, self).delete_view(request, *args, **kwargs))

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _write(request, lambda: super(WritingAdmin, self).changelist_view(request, *args, **kwargs))

    def save_model(self, request: HttpRequest, obj: Model, form: Form, change: bool) -> None:
        moved = edits.count_moved(obj) if change else 0
        if moved > MOST_AT_ONCE:
            request.edit_job, request.moved = start_job(**describe_edit(obj, request.user)), moved
        else:
            edits.save_row(obj)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        edits.delete_rows(type(obj)._default_manager.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        edits.delete_rows(queryset)

    def construct_change_message(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if job := _find_job(request):
            return f"Asked for as job {job.pk}."
        return super().construct_change_message(request, *args, **kwargs)

    def response_change(self, request: HttpRequest, obj: Model) -> HttpResponse:
        job = _find_job(request)
        if job is None:
            return super().response_change(request, obj)
        link = format_html(
            '<a href="{}">{}</a>', reverse("job", args=[job.pk]), gettext("job {job}").format(job=job.pk)
        )
        told = format_html(gettext("This moves {rows} rows and runs as {job}."), rows=f"{request.moved:,}", job=link)
        self.message_user(request, told, messages.INFO)
        return self.response_post_save_change(request, obj)


class _Refused:
    """Makes a form invalid, whatever it holds."""

    refusal = ""

    def clean(self) -> None:
        super().clean()
        raise ValidationError(self.refusal)


def _describe(request: HttpRequest) -> str:
    return EDIT_BY.format(actor=request.user.get_username())


def _find_job(request: HttpRequest) -> Job | None:
    return getattr(request, "edit_job", None)


def _write(request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    """Runs a view that may change rows; when somebody else is writing, the page comes again with the sentence."""
    if request.method != "POST":
        return view()
    try:
        with write_alone(_describe(request)):
            return view()
    except Busy as busy:
        messages.error(request, retell(str(busy)))
        return HttpResponseRedirect(request.get_full_path())
