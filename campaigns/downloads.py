"""Files that jobs have written for one person, kept on disk for a day. Who may have one its job's row says."""

from pathlib import Path
from secrets import token_urlsafe

from django.conf import settings

KEPT_SECONDS = 24 * 3600
"""How long a file waits to be fetched."""


def make_token() -> str:
    """A name for a folder that nobody guesses, and that no other database's job has."""
    return token_urlsafe(24)


def make_room(token: str) -> Path:
    """The folder, empty: an earlier attempt may have left something."""
    folder = all_downloads() / token
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    return folder


def find_download(token: str, name: str) -> Path | None:
    """The file, as long as it is kept."""
    path = all_downloads() / token / name
    return path if path.is_file() else None


def all_downloads() -> Path:
    """Where all of them lie, each in a folder of its own."""
    return Path(settings.VAR_DIR) / "exports"
