"""The form that sets a detail page's subject beside another of its kind: what is offered, and what it is sent to."""

from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from campaigns.metrics.dimensions import INFLUENCER, MONTH, Dimension
from campaigns.models import NONE
from campaigns.reports.labels import Labels
from campaigns.reports.peers import find_peers
from campaigns.reports.subjects import Subject
from campaigns.web.links import carry_query, write_ident

MOST = 60
"""So many are offered: a page must not grow with the data."""


@dataclass(frozen=True)
class Alike:
    """A form. ``field`` is the parameter of the other one, ``hidden`` what goes along."""

    address: str
    field: str
    label: str
    options: list[tuple[str, str]]
    hidden: list[tuple[str, str]]


def offer_alike(request: HttpRequest, subject: Subject, labels: Labels) -> Alike | None:
    """Others to compare with; None for a subject of several dimensions, for a month, and where there is no other."""
    if len(subject.dimensions) != 1 or subject.dimensions == (MONTH,) or subject.ids == (NONE,):
        return None
    dimension, pk = subject.dimensions[0], subject.ids[0]
    others = _list_people(pk, labels) if dimension is INFLUENCER else _list_neighbours(dimension, pk, labels)
    if not others:
        return None
    kept = QueryDict(carry_query(request.GET)).copy()
    kept["report"], kept["id"] = subject.report.key, write_ident(subject.report, subject.ids)
    return Alike(
        address=reverse("compare"),
        field="id",
        label=_("Peers of the same platform and follower tier") if dimension is INFLUENCER else dimension.plural,
        options=[(write_ident(subject.report, (other,)), labels.shown(dimension, other)) for other in others],
        hidden=[(key, value) for key, values in kept.lists() for value in values],
    )


def _list_people(pk: int, labels: Labels) -> list[int]:
    """Peers, the nearest by followers among them, in the order of their names."""
    own = labels.people[pk].follower_count or 0
    peers = sorted(find_peers(pk, labels), key=lambda p: (abs((labels.people[p].follower_count or 0) - own), p))
    return sorted((p for p in peers[: MOST + 1] if p != pk), key=labels.rank(INFLUENCER))


def _list_neighbours(dimension: Dimension, pk: int, labels: Labels) -> list[int]:
    """Those around it by name: what begins alike, as the campaigns of a brand do, stands together."""
    known = sorted((other for other in labels.names(dimension) if other != NONE), key=labels.rank(dimension))
    place = known.index(pk)
    first = max(min(place - MOST // 2, len(known) - MOST - 1), 0)
    return [other for other in known[first : first + MOST + 1] if other != pk]
