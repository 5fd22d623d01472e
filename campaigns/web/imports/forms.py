"""What people choose when they send files: the files, and how to read and load them."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.ingest.sheets import SHEETS


class FilesInput(forms.ClearableFileInput):
    """A file input for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, list | tuple) else [data]
        files = files or [None]  # which is refused like any empty required field
        return [super(FilesField, self).clean(file, initial) for file in files]


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        required=False,
        label=label,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("A day is written like 2025-07-31.")},
    )


class OptionsForm(forms.Form):
    """How to read files, and what to do with their rows. The common case leaves all of it as it is."""

    dataset = forms.ChoiceField(
        required=False,
        label=_("The files hold"),
        choices=[("", _("what their header says")), *((s.key, s.key) for s in SHEETS)],
    )
    date_order = forms.ChoiceField(
        required=False,
        label=_("02-07-2025 is"),
        choices=[
            ("", _("read where the column makes it clear")),
            ("dmy", _("2 July (day first)")),
            ("mdy", _("7 February (month first)")),
            ("ymd", _("an error: the year comes first")),
        ],
    )
    on_error = forms.ChoiceField(
        required=False,
        label=_("Bad rows"),
        choices=[("", _("load nothing until they are mended")), ("skip", _("leave them out, load the others"))],
    )
    on_conflict = forms.ChoiceField(
        required=False,
        label=_("Rows that look stored already"),
        choices=[("", _("stop and ask")), ("match", _("are the same rows")), ("add", _("are new rows"))],
    )
    mode = forms.ChoiceField(
        required=False,
        label=_("Stored rows that are not in the files"),
        choices=[("", _("stay")), ("replace", _("go: the files are complete"))],
    )
    replace_from = _day(_("complete from"))
    replace_to = _day(_("complete up to"))
    replace_brand = forms.CharField(required=False, max_length=200, label=_("complete for the brand"))
    yes = forms.BooleanField(required=False, label=_("even when more than half of the stored rows go"))

    def clean(self) -> dict[str, Any]:
        """Adds a sentence for options that do not go together."""
        cleaned = super().clean()
        if cleaned.get("mode") == "replace":
            self._check_replacing(cleaned)
        elif any(cleaned.get(key) for key in ("replace_from", "replace_to", "replace_brand", "yes")):
            self.add_error(
                None, gettext("For what the files are complete matters only when rows that are not in them go.")
            )
        return cleaned

    def _check_replacing(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("on_error") == "skip":
            self.add_error(
                None,
                gettext(
                    "Bad rows cannot be left out when rows that are not in the files go: their stored counterparts "
                    "would go too. Choose one of the two."
                ),
            )
        after, before = cleaned.get("replace_from"), cleaned.get("replace_to")
        if after and before and after > before:
            self.add_error(
                "replace_from", gettext("{after} is later than {before}.").format(after=after, before=before)
            )

    def as_words(self) -> dict[str, str]:
        """What was chosen, as the texts a form sends; what was left as it is does not stand in it."""
        return {key: str(value) for key, value in self.cleaned_data.items() if value and key in OptionsForm.base_fields}

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The options as the page shows them, under a heading each."""
        return [(title, [self[name] for name in names]) for title, names in GROUPS]

    @property
    def is_touched(self) -> bool:
        """Whether an option differs from the common case, so that the page shows them."""
        return bool(self.errors) or any(self[name].value() for name in OptionsForm.base_fields)


GROUPS = (
    (_("How to read them"), ("dataset", "date_order")),
    (_("What to do with rows"), ("on_error", "on_conflict")),
    (_("Are the files complete?"), ("mode", "replace_from", "replace_to", "replace_brand", "yes")),
)


class UploadForm(OptionsForm):
    """The files beside the options."""

    files = FilesField(
        widget=FilesInput,
        label=_("Files"),
        error_messages={"required": _("Choose at least one file.")},
        allow_empty_file=True,
    )
