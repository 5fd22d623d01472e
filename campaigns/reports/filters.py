"""The parameters that all reports take, each with what it accepts. What they select is next door, in ``selection``."""

from collections.abc import Iterable

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_noop as _

from campaigns.metrics.dimensions import (
    BASIS,
    BRAND,
    CAMPAIGN,
    CATEGORY,
    GENDER,
    INFLUENCER,
    PLATFORM,
    PRODUCT,
    SOURCE,
    TIER,
    Dimension,
)
from campaigns.periods import PERIODS
from campaigns.reports import checked
from campaigns.reports.payout_checks import RESULTS

FILTERED: tuple[Dimension, ...] = (
    BRAND,
    CAMPAIGN,
    INFLUENCER,
    PRODUCT,
    PLATFORM,
    CATEGORY,
    GENDER,
    TIER,
    SOURCE,
)
NAMED = (*FILTERED, BASIS)
"""Everything that is filtered by names. The basis cuts payouts only, of which the rollup does not tell it."""
FORMS = ("", "__not", "__empty")
"""What each dimension's key can end with: is, is not, is empty."""
LONGEST_SEARCH = 200
LONGEST_NAME = 400
MOST_NAMES = 200
MOST_PER_PAGE = 500
EXPORTS = ("csv", "xlsx")


class NamesField(forms.Field):
    """Repeated names of a dimension; empty ones are no filter."""

    widget = forms.SelectMultiple

    def clean(self, value: Iterable[str] | None) -> list[str]:
        names = [text for text in (value or []) if text.strip()]
        if len(names) > MOST_NAMES:
            raise ValidationError(gettext("At most {count} values can be given.").format(count=MOST_NAMES))
        if any(len(text) > LONGEST_NAME or "\0" in text for text in names):
            raise ValidationError(gettext("This is no name."))
        return names


class NamesFilter(django_filters.Filter):
    """A filter by names of a dimension."""

    field_class = NamesField


class ResultsField(NamesField):
    """Repeated results of checks of payouts."""

    def clean(self, value: Iterable[str] | None) -> list[str]:
        keys = super().clean(value)
        if unknown := [key for key in keys if key not in RESULTS]:
            words = gettext("“{value}” is no result. Accepted: {accepted}.")
            raise ValidationError(words.format(value=unknown[0], accepted=", ".join(RESULTS)))
        return keys


class ResultsFilter(django_filters.Filter):
    """A filter by what the check of a payout says, or by the sum that it counts in."""

    field_class = ResultsField


def _refuse_choice(sentence: str, accepted: Iterable[str] = ()) -> dict[str, str]:
    """What a choice says to any other value, in the language of whoever gave it."""
    return {"invalid_choice": format_lazy(gettext_lazy(sentence), accepted=", ".join(accepted))}


def _day_filter(label: str) -> django_filters.DateFilter:
    return django_filters.DateFilter(
        label=label,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("A day is written like 2025-07-31.")},
    )


class WholeFilter(django_filters.Filter):
    """A filter by a whole number."""

    field_class = forms.IntegerField


class RatioFilter(django_filters.Filter):
    """A bound for a ratio."""

    field_class = forms.DecimalField


class Bounds(django_filters.FilterSet):
    """The parameters that are no names: period, days, search, ROAS bounds, order, columns, page and
    export.

    ``view=none`` changes nothing but that the page has parameters, so that nobody's own default takes their place.
    """

    period = django_filters.ChoiceFilter(
        label=_("Period"),
        choices=[(period.key, period.label) for period in PERIODS.values()],
        error_messages=_refuse_choice(_("“%(value)s” is no period. Accepted: {accepted}."), PERIODS),
    )
    date_after = _day_filter(_("From"))
    date_before = _day_filter(_("To"))
    q = django_filters.CharFilter(label=_("Search"), max_length=LONGEST_SEARCH)
    roas_min = RatioFilter(label=_("ROAS from"), max_digits=12)
    roas_max = RatioFilter(label=_("ROAS to"), max_digits=12)
    sort = django_filters.CharFilter(label=_("Sort"), max_length=60)
    page = WholeFilter(label=_("Page"), min_value=1, max_value=10**9)
    columns = django_filters.CharFilter(label=_("Columns"), max_length=1000)
    per_page = WholeFilter(label=_("Rows per page"), min_value=1, max_value=MOST_PER_PAGE)
    view = django_filters.ChoiceFilter(
        label=_("Saved view"),
        choices=[("none", "none")],
        error_messages=_refuse_choice(_("“%(value)s” is no view here. Accepted: none, for the page as it comes.")),
    )
    _export = django_filters.ChoiceFilter(
        label=_("Export"),
        choices=[(kind, kind) for kind in EXPORTS],
        error_messages=_refuse_choice(_("“%(value)s” is no export. Accepted: {accepted}."), EXPORTS),
    )


def _name_form(words: str, dimension: Dimension) -> str:
    return format_lazy(gettext_lazy(words), dimension=gettext_lazy(dimension.label))


def _form_filters(dimension: Dimension) -> tuple[django_filters.Filter, django_filters.Filter, django_filters.Filter]:
    """A filter for each of a dimension's ``FORMS``."""
    is_empty = django_filters.ChoiceFilter(
        label=_name_form(_("{dimension} is empty"), dimension),
        choices=[("1", _("yes")), ("0", _("no"))],
        error_messages=_refuse_choice(_("1 (is empty) or 0 (is not) is accepted.")),
    )
    return (
        NamesFilter(label=dimension.label),
        NamesFilter(label=_name_form(_("{dimension} is not"), dimension)),
        is_empty,
    )


def _name_filters() -> dict[str, django_filters.Filter]:
    """Three parameters for each dimension: ``brand``, ``brand__not`` and ``brand__empty``."""
    return {
        f"{dimension.key}{form}": filter_
        for dimension in NAMED
        for form, filter_ in zip(FORMS, _form_filters(dimension), strict=True)
    }


ReportFilter = type(
    "ReportFilter", (Bounds,), {**_name_filters(), "__doc__": "All parameters that every report takes."}
)


class ComparedFilter(ReportFilter):
    """Reports whose rows have a period before."""

    compare = django_filters.ChoiceFilter(
        label=_("Compare with"),
        choices=[("previous", _("the period before"))],
        error_messages=_refuse_choice(_("“%(value)s” is nothing to compare with. Accepted: previous.")),
    )


class RowFilter(ReportFilter):
    """Lists of rows have the import run that brought a row beside them; reports add up over all runs."""

    run = WholeFilter(
        label=_("Import run"),
        max_value=2**63 - 1,
        error_messages={"invalid": gettext_lazy("A run is given by its number, like 12.")},
    )


def _check_filter(checks: Iterable[str]) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(
        label=_("Found by"),
        choices=[(key, key) for key in checks],
        error_messages=_refuse_choice(_("“%(value)s” finds none of these rows. Accepted: {accepted}."), checks),
    )


class PostRowFilter(RowFilter):
    """All parameters of the posts page."""

    check = _check_filter(checked.POSTS)


class PayoutFilter(ReportFilter):
    """Payouts have the day of payment and the status beside them."""

    payout_date_after = _day_filter(_("Paid from"))
    payout_date_before = _day_filter(_("Paid to"))
    status = NamesFilter(label=_("Status"))


class PayoutRowFilter(PayoutFilter, RowFilter):
    """All parameters of the payouts page."""

    check = _check_filter(checked.PAYOUTS)
    result = ResultsFilter(label=_("Check"))
