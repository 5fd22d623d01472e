"""Suggestions while somebody types a name or an id into a filter."""

from django.db.models import Case, IntegerField, Q, QuerySet, When
from django.http import Http404, HttpRequest, JsonResponse

from campaigns.models import NONE, Influencer
from campaigns.names import fold_name
from campaigns.reports.labels import MODELS

MOST = 20


def suggest(request: HttpRequest, dimension: str) -> JsonResponse:
    """Names that hold the words, at most twenty, those that begin with them first: ``/suggest/campaign/?q=mu``."""
    text = request.GET.get("q", "")[:200].replace("\0", " ")  # PostgreSQL takes no NUL
    if dimension == "influencer":
        return _answer(_find_people(text))
    model = next((m for d, m in MODELS.items() if d.key == dimension), None)
    if model is None:
        raise Http404
    found = _begin_first(model.objects.exclude(pk=NONE), "key", fold_name(text))
    return _answer([(name, name) for name in found.values_list("name", flat=True)[:MOST]])


def _find_people(text: str) -> list[tuple[str, str]]:
    """By id and name. ``search_key`` is the folded id, a space, and the folded name."""
    found = _begin_first(Influencer.objects.exclude(pk=NONE), "search_key", fold_name(text), Q(code=text.strip()))
    return [(code, name or code) for code, name in found.values_list("code", "name")[:MOST]]


def _begin_first(rows: QuerySet, column: str, words: str, same: Q | None = None) -> QuerySet:
    """Rows with the words in the column: the very same first, then those that begin so, then those with a word so."""
    same = same or Q(**{column: words})
    begins, word_begins = Q(**{f"{column}__startswith": words}), Q(**{f"{column}__contains": f" {words}"})
    place = Case(
        When(same, then=0),
        When(begins, then=1),
        When(word_begins, then=2),
        default=3,
        output_field=IntegerField(),
    )
    return rows.filter(**{f"{column}__contains": words}).order_by(place, column)


def _answer(found: list[tuple[str, str]]) -> JsonResponse:
    return JsonResponse({"found": [{"value": value, "label": label} for value, label in found]})
