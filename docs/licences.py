"""Writes docs/licences.md: the licence of every package that the portal runs with, as the package itself states it.

`make licences` runs this; a test holds the page true and refuses a licence that is not in `ACCEPTED`.
"""

import re
import sys
from importlib.metadata import PackageMetadata, metadata
from pathlib import Path

from campaigns.doctor.packages import list_required

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "licences.md"
# Permissive, and weak copyleft: those ask for changes of the package itself, not of what uses it.
ACCEPTED = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0", "PSF-2.0", "Zlib",
    "LGPL-3.0-only", "LGPL-3.0-or-later", "MPL-2.0",
}  # fmt: skip
# Older packages say it in words of their own. "BSD" alone is one of its two usual forms, which ask the same.
SPELLINGS = {
    "Apache": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
# Packages whose metadata leave it open; read by a person in their licence files.
READ = {"fido2": "BSD-2-Clause AND Apache-2.0 AND MPL-2.0"}
OPENING = """# Licences

The portal itself is MIT ([LICENSE](../LICENSE)). It runs with these packages, none of which is changed; `make licences`
writes this page from what they state of themselves. All are permissive, or ask only for changes of the package itself
to be published (MPL, LGPL).

| package | licence |
|---|---|
"""
CLOSING = """
Served to browsers, out of those packages: Bootstrap (MIT, in django-js-lib-bootstrap5), htmx (0BSD, in django-htmx),
and Vega, Vega-Lite and Vega-Embed (BSD-3-Clause, in vl-convert-python).
"""


def read_licence(name: str) -> str:
    """The SPDX expression of an installed package; its own words where they are none."""
    if name in READ:
        return READ[name]
    told = metadata(name)
    return told["License-Expression"] or _translate(told["License"] or "") or _read_classifiers(told)


def is_accepted(expression: str) -> bool:
    """Whether one of the offered licences is known, and all of those that hold together."""
    bare = expression.replace("(", "").replace(")", "")
    return any(all(part in ACCEPTED for part in re.split(" AND ", offer)) for offer in bare.split(" OR "))


def write_page() -> str:
    """The page's text."""
    names = sorted(requirement.name for requirement in list_required(ROOT / "requirements.txt"))
    return OPENING + "".join(f"| {name} | {read_licence(name)} |\n" for name in names) + CLOSING


def _translate(words: str) -> str:
    """Empty for the text of a licence, which some put where its name belongs."""
    return SPELLINGS.get(words, words if len(words) < 40 else "")


def _read_classifiers(told: PackageMetadata) -> str:
    licences = (line.rpartition(" :: ")[2] for line in told.get_all("Classifier", []) if line.startswith("License ::"))
    return " AND ".join(SPELLINGS.get(licence, licence) for licence in licences)


if __name__ == "__main__":
    PAGE.write_text(write_page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)} was written.\n")
