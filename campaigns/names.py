"""When two written names mean the same thing: folding for comparison, and keys of headers and sources.

Computed here in Python and stored, because the databases fold letters differently.
"""

import re
import unicodedata

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NOT_WORD = re.compile(r"[\W_]+")


def tidy_name(text: str) -> str:
    """The spelling as shown: trimmed, inner white space folded to single spaces."""
    return " ".join(text.split())


def fold_name(text: str) -> str:
    """The key by which campaigns, brands, products, platforms, categories and genders are compared."""
    return unicodedata.normalize("NFKC", tidy_name(unicodedata.normalize("NFKC", text).casefold()))


def fold_header(text: str) -> str:
    """The key by which header cells and sources are compared: ``Paid Ad`` = ``paid_ad`` = ``PaidAd``."""
    words = _CAMEL.sub("_", unicodedata.normalize("NFKC", text.lstrip("\ufeff").strip()))
    return _NOT_WORD.sub("_", words.casefold()).strip("_")


def brand_part(campaign: str) -> str:
    """The brand that a campaign's name carries: what stands before its first ``_``, or nothing."""
    brand, underscore, _ = unicodedata.normalize("NFKC", campaign).partition("_")
    return tidy_name(brand) if underscore else ""
