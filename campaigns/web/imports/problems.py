"""The problems of a file as the pages show them: grouped by kind, with their lines, and ways out of them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from campaigns.ingest import reasons
from campaigns.ingest.kinds import ERROR, KINDS
from campaigns.sentences import kept, retell_as

FIRST = 5
"""Lines of a kind that are shown at once; the others are folded away."""
FOLDED = 200
_PLACE = re.compile(r"\{(\w+)[^}]*\}")
_IN_COLUMNS_OF_THEIR_OWN = {"value", "column"}


@dataclass(frozen=True)
class WayOut:
    """A button beside a problem: check the same files again with one option changed."""

    label: str
    option: str
    value: str


@dataclass(frozen=True)
class Group:
    """All problems of a kind. ``sentence`` says what is wrong, ``count`` how often, whatever is listed."""

    code: str
    level: str
    sentence: str
    count: int
    first: list[Mapping[str, Any]]
    folded: list[Mapping[str, Any]]
    unlisted: int
    has_messages: bool
    ways_out: tuple[WayOut, ...] = ()
    advice: str = ""

    @property
    def has_lines(self) -> bool:
        """Whether there is more to list than what the sentence says already."""
        return len(self.first) > 1

    @property
    def place(self) -> str:
        """Where the only one is, or the first of equal ones."""
        entry = self.first[0]
        if self.has_lines or not entry["line"]:
            return ""
        words = gettext("first in line {line}") if self.count > 1 else gettext("line {line}")
        if entry["column"]:
            words = gettext("line {line}, column {column}")
            if self.count > 1:
                words = gettext("first in line {line}, column {column}")
        place = words.format(line=entry["line"], column=entry["column"])
        says_value = entry["value"] and entry["value"] not in self.sentence
        return f"{place}: {entry['value']}" if says_value else place


for reason in reasons.ALL:
    kept(reason)

WAYS_OUT: dict[str, tuple[WayOut, ...]] = {
    "ambiguous-date": (
        WayOut(_("Read as day first"), "date_order", "dmy"),
        WayOut(_("Read as month first"), "date_order", "mdy"),
    ),
    "payout-restated": (
        WayOut(_("They replace the stored ones"), "on_conflict", "match"),
        WayOut(_("They come on top"), "on_conflict", "add"),
    ),
    "possible-duplicate": (
        WayOut(_("They are the same rows"), "on_conflict", "match"),
        WayOut(_("They are new rows"), "on_conflict", "add"),
    ),
    "removes-too-much": (WayOut(_("The files are complete: remove all the same"), "yes", "1"),),
}
ADVICE = {
    "unknown-dataset": _("If it is one of the four files all the same, say below what its columns are."),
    "nearer-dataset": _("If it is the other one, say below which of its columns are which."),
    "ambiguous-dataset": _("Say below what the file holds."),
    "missing-column": _("If the column is there under another name, say below which one it is."),
    "ignored-column": _("If one of them is a column under another name, say below which one it is."),
}


def group_problems(problems: Iterable[Mapping[str, Any]], *, with_ways_out: bool = False) -> list[Group]:
    """Errors first, then the most frequent."""
    kinds: dict[str, list[Mapping[str, Any]]] = {}
    for problem in problems:
        kinds.setdefault(problem["code"], []).append(problem)
    groups = [_group(code, entries, with_ways_out) for code, entries in kinds.items()]
    return sorted(groups, key=lambda group: (group.level != ERROR, -group.count))


def _group(code: str, entries: list[Mapping[str, Any]], with_ways_out: bool) -> Group:
    varies = set(_PLACE.findall(KINDS[code].message)) - _IN_COLUMNS_OF_THEIR_OWN
    count = sum(entry["count"] for entry in entries)
    return Group(
        code=code,
        level=entries[0]["level"],
        sentence=_say_once(code, entries),
        count=count,
        first=_tell_all(code, entries[:FIRST]),
        folded=_tell_all(code, entries[FIRST : FIRST + FOLDED]),
        unlisted=sum(entry["count"] for entry in entries[FIRST + FOLDED :]),
        has_messages=bool(varies) and len(entries) > 1,
        ways_out=WAYS_OUT.get(code, ()) if with_ways_out else (),
        advice=gettext(ADVICE[code]) if with_ways_out and code in ADVICE else "",
    )


def _tell_all(code: str, entries: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The entries with their messages in the reader's language; they are stored in English."""
    return [{**entry, "message": retell_as(KINDS[code].message, entry["message"])} for entry in entries]


def _say_once(code: str, entries: list[Mapping[str, Any]]) -> str:
    """The message when all entries say the same, else the sentence of the kind with gaps."""
    messages = {entry["message"] for entry in entries}
    if len(messages) == 1:
        return retell_as(KINDS[code].message, messages.pop())
    return _PLACE.sub("…", gettext(KINDS[code].message))
