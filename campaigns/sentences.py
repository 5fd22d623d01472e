"""Sentences that are kept in English, by the database or an exception, and told in the language of whoever reads them.

What is kept stays as it is; where it is shown, ``retell`` finds the template it came from and says that one instead.
"""

import re
from collections.abc import Sequence
from functools import cache
from itertools import islice

from django.utils.translation import get_language, gettext, override

SPOKEN = "en"
TOLD_THEMSELVES = {"what", "reason"}
"""What stands at these places is such a sentence, or a part of one, itself."""
MOST_TRIED = 5
"""Ends of sentences at which several are taken apart: a long text from elsewhere is not worth more."""
LONGEST = 1_000
_PLACE = re.compile(r"\{(\w+)[^}]*\}")
_templates: list[str] = []


def speak_english() -> override:
    """For words that are kept or go into a file: within it they are English, whoever asks."""
    return override(SPOKEN)


def join_words(words: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    *others, last = words
    return gettext("{others} and {last}").format(others=", ".join(others), last=last) if others else last


def kept(template: str) -> str:
    """The template, with named places for its values, whose sentences ``retell`` will know."""
    _templates.append(template)
    return template


def retell(sentence: str) -> str:
    """The sentence in the reader's language, or several; one that came from no known template stays as it is.

    So does a very long one: what stands in its places could make taking it apart slow.
    """
    if _is_english() or len(sentence) > LONGEST:
        return sentence
    if template := _find_template(sentence):
        return retell_as(template, sentence)
    for end in (found.end() for found in islice(re.finditer(r"\. ", sentence), MOST_TRIED)):
        first, rest = sentence[: end - 1], sentence[end:]
        for known, stop in ((first, ""), (first[:-1], ".")):
            if template := _find_template(known):
                return f"{retell_as(template, known)}{stop} {retell(rest)}"
    return sentence


def retell_as(template: str, sentence: str) -> str:
    """The same where the template is known, whether it was announced or not."""
    found = None if _is_english() or len(sentence) > LONGEST else _compile(template).fullmatch(sentence)
    if found is None:
        return sentence
    told = {name: _tell_part(text) if name in TOLD_THEMSELVES else text for name, text in found.groupdict().items()}
    return _PLACE.sub(lambda place: told.get(place[1], ""), gettext(template))


def _is_english() -> bool:
    return (get_language() or SPOKEN).partition("-")[0] == SPOKEN


def _tell_part(text: str) -> str:
    return retell(text) if _find_template(text) else gettext(text) if text else ""


@cache
def _compile(template: str) -> re.Pattern[str]:
    """Fits what the template makes of any values; a place that comes twice has the same value twice."""
    pattern, end, seen = "", 0, set()
    for place in _PLACE.finditer(template):
        name = place[1]
        pattern += re.escape(template[end : place.start()]) + (f"(?P={name})" if name in seen else f"(?P<{name}>.*?)")
        end = place.end()
        seen.add(name)
    return re.compile(pattern + re.escape(template[end:]), re.DOTALL)


@cache
def _list_templates(count: int) -> list[str]:
    """Those that say most of their own first: a template that is nearly all places fits too much."""
    return sorted({*_templates}, key=lambda template: -len(_PLACE.sub("", template)))


def _find_template(sentence: str) -> str:
    fitting = (template for template in _list_templates(len(_templates)) if _compile(template).fullmatch(sentence))
    return next(fitting, "")
