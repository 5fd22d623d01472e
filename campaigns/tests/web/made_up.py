"""A made-up language that puts ⟦brackets⟧ around everything it says, so that what stays without them is unmarked."""

import re
from contextlib import contextmanager

from django.utils import translation

NAME = "xx"


@contextmanager
def made_up_language(monkeypatch):
    """Everybody reads it inside of this, except where English is asked for."""
    spoken = [NAME]

    def tell(text):
        return f"⟦{text}⟧" if text and spoken[-1] == NAME else text

    with monkeypatch.context() as patch:
        patch.setattr(translation._trans, "gettext", tell)
        patch.setattr(translation._trans, "ngettext", lambda one, many, number: tell(one if number == 1 else many))
        patch.setattr(translation._trans, "activate", spoken.append)
        patch.setattr(translation._trans, "get_language", lambda: spoken[-1])
        yield


def drop_told(text):
    """What is left of a text without what the language says, also where one saying stands inside another."""
    left = re.sub("⟦[^⟦⟧]*⟧", "", text)
    return left if left == text else drop_told(left)
