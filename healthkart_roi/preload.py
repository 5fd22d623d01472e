"""Loads what the first pages of every server process would wait for, before these part: they share it."""

from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.template.loader import get_template

LATE = (settings.ROOT_URLCONF, "scipy.special")
"""Modules that are loaded when a page first needs them; the second takes half a second."""


def preload() -> None:
    """Loads these modules and reads every template of the portal. Raises what is wrong with any of them."""
    for module in LATE:
        import_module(module)
    for [folder] in (engine["DIRS"] for engine in settings.TEMPLATES):
        for template in Path(folder).rglob("*.html"):
            get_template(template.relative_to(folder).as_posix())
