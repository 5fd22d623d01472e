"""Writes saved views and defaults, each in a short transaction that waits for no import on PostgreSQL."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from campaigns.loaded import digest_values, find_changed, read_digests, read_values, stamp_row
from campaigns.models import DefaultView, SavedView
from campaigns.web.saved.places import find_place, keep_readable
from campaigns.writers import write_beside

MOST_VIEWS = 100
"""So many can one person keep."""


class Refused(Exception):
    """Nothing was saved. The text is a sentence for people."""


class NameTaken(Refused):
    """Its owner has another ``view`` of that name; ``is_changed`` if it is not the one that was to be replaced."""

    def __init__(self, name: str, view: SavedView | None = None, is_changed: bool = False) -> None:
        words = gettext("There is a view called “{name}” already.")
        if is_changed:
            words = gettext("There is a view called “{name}” already. It was changed since you were asked.")
        super().__init__(words.format(name=name))
        self.view = view


TOLD = ("name", "page", "query", "is_shared")
"""What people see of a view and change."""


def stamp_view(view: SavedView) -> str:
    """What a form that changes the view carries, to know later whether it still is what the person saw."""
    return stamp_row(view, TOLD)


class Overtaken(Exception):
    """Nothing was done: the ``view`` has other values in the columns ``changed`` than when the form was filled."""

    def __init__(self, view: SavedView, changed: list[str]) -> None:
        super().__init__(view.name)
        self.view, self.changed = view, changed


def refuse_overtaken(view: SavedView, stamp: str) -> None:
    """Raises ``Overtaken`` unless the view is what a form carries; also when the form carries nothing readable."""
    if changed := find_changed(read_digests(stamp, view) or {}, digest_values(read_values(view, TOLD))):
        raise Overtaken(view, changed)


def keep_view(user: User, given: Mapping[str, Any]) -> SavedView:
    """Saves what a form has read. Raises ``Refused``; ``NameTaken`` unless the form says to ``replace``."""
    with write_beside(f"a saved view of {user.get_username()}"):
        view = SavedView.objects.select_for_update().filter(owner=user, name=given["name"]).first()
        if view and not given["replace"]:
            raise NameTaken(given["name"], view)
        if view and given["loaded"]:
            _refuse_replaced(view, given["loaded"])
        if view is None and SavedView.objects.filter(owner=user).count() >= MOST_VIEWS:
            words = gettext("You keep {most} views, which is the most. Delete one to save another.")
            raise Refused(words.format(most=MOST_VIEWS))
        view = view or SavedView(owner=user, name=given["name"])
        view.page, view.query = given["page"], given["query"]
        view.is_shared = view.is_shared or given["is_shared"]
        _save(view)
        if given["is_default"]:
            _open_first(user, view)
    return view


def _refuse_replaced(view: SavedView, stamp: str) -> None:
    try:
        refuse_overtaken(view, stamp)
    except Overtaken:
        raise NameTaken(view.name, view, is_changed=True) from None


def rename(user: User, view: SavedView, name: str) -> None:
    """Gives it another name. Raises ``NameTaken``."""
    with write_beside(f"a saved view of {user.get_username()}"):
        if SavedView.objects.filter(owner=view.owner, name=name).exclude(pk=view.pk).exists():
            raise NameTaken(name)
        view.name = name
        _save(view)


def share(user: User, view: SavedView, is_shared: bool) -> None:
    """Opens it to everybody, or to its owner alone."""
    with write_beside(f"a saved view of {user.get_username()}"):
        view.is_shared = is_shared
        _save(view)


def mend(user: User, view: SavedView) -> None:
    """Leaves out what its page cannot read any more."""
    with write_beside(f"a saved view of {user.get_username()}"):
        place = find_place(view.page)
        view.query = keep_readable(place, view.query) if place else ""
        _save(view)


def delete(user: User, view: SavedView) -> None:
    """Removes it, and whosoever's default it was."""
    with write_beside(f"a saved view of {user.get_username()}"):
        view.delete()


def choose_default(user: User, view: SavedView, is_default: bool) -> None:
    """Has its page open with it for this person, or no longer."""
    with write_beside(f"a default view of {user.get_username()}"):
        if is_default:
            _open_first(user, view)
        else:
            DefaultView.objects.filter(user=user, view=view).delete()


def _open_first(user: User, view: SavedView) -> None:
    DefaultView.objects.update_or_create(user=user, page=view.page, defaults={"view": view})


def _save(view: SavedView) -> None:
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:  # somebody was quicker
        raise NameTaken(view.name) from error
