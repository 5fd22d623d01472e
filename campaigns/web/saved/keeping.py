"""Writes saved views and defaults, each in a short transaction that waits for no import on PostgreSQL."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from campaigns.models import DefaultView, SavedView
from campaigns.web.saved.places import find_place, keep_readable
from campaigns.writers import write_beside

MOST_VIEWS = 100
"""So many can one person keep."""


class Refused(Exception):
    """Nothing was saved. The text is a sentence for people."""


class NameTaken(Refused):
    """Its owner has another view of that name."""


def keep_view(user: User, given: Mapping[str, Any]) -> SavedView:
    """Saves what a form has read. Raises ``Refused``; ``NameTaken`` unless the form says to ``replace``."""
    with write_beside(f"a saved view of {user.get_username()}"):
        view = SavedView.objects.filter(owner=user, name=given["name"]).first()
        if view and not given["replace"]:
            raise _say_taken(given["name"])
        if view is None and SavedView.objects.filter(owner=user).count() >= MOST_VIEWS:
            raise Refused(f"You keep {MOST_VIEWS} views, which is the most. Delete one to save another.")
        view = view or SavedView(owner=user, name=given["name"])
        view.page, view.query = given["page"], given["query"]
        view.is_shared = view.is_shared or given["is_shared"]
        _save(view)
        if given["is_default"]:
            _open_first(user, view)
    return view


def rename(user: User, view: SavedView, name: str) -> None:
    """Gives it another name. Raises ``NameTaken``."""
    with write_beside(f"a saved view of {user.get_username()}"):
        if SavedView.objects.filter(owner=view.owner, name=name).exclude(pk=view.pk).exists():
            raise _say_taken(name)
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
        raise _say_taken(view.name) from error


def _say_taken(name: str) -> NameTaken:
    return NameTaken(f"There is a view called “{name}” already.")
