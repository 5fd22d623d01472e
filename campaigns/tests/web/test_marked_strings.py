"""English is marked for translation: in templates whatever people read, and another language takes its place."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

TEMPLATES = sorted(Path(settings.BASE_DIR, "templates").rglob("*.html"))
MARKED = re.compile(r"\{% blocktranslate.*?\{% endblocktranslate %\}|\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
UNMARKED_IN_TAGS = re.compile(r"""(?:default|yesno):(["'])(?=[A-Za-z ,]*[a-z]{3} ?[a-z]*\1)|label=(["'])\w""")
READ_ALOUD = {"title", "aria-label", "placeholder", "alt"}
NOT_READ = {"script", "style", "code", "kbd"}
SCRIPTS = sorted(Path(settings.BASE_DIR, "campaigns/static/campaigns").glob("*.js"))
WORDS_IN_SCRIPTS = re.compile(r"""(?<!gettext\()(["'`])((?:\$\{\w+\} [a-z]|[A-Z][a-z]|[A-Za-z]+ [a-z])[^"'`]*)\1""")
SELECTOR_OR_KEY = re.compile(r"[a-z0-9#.\[\], +>-]+|Enter|Escape|Arrow\w+")
NAMES = {"HealthKart", "· HealthKart Influencer ROI", "is-bare"}
"""The product's name, and a class of the page that its block holds."""


class _Words(HTMLParser):
    """Collects the words of a page that people read."""

    def __init__(self):
        super().__init__()
        self.found, self._inside = [], []

    def handle_starttag(self, tag, attrs):
        self._inside += [tag] if tag in NOT_READ else []
        self.found += [value for name, value in attrs if name in READ_ALOUD and value]

    def handle_endtag(self, tag):
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data):
        if not self._inside:
            self.found.append(data)


def read_words(html):
    reader = _Words()
    reader.feed(html)
    stripped = (text.strip() for text in reader.found)
    return [text for text in stripped if re.search(r"[A-Za-z]", text) and text not in NAMES]


def find_words_in_script(script):
    """Texts that begin like a sentence or have several words, unless they select parts of the page or name a key."""
    code = "\n".join(line for line in script.splitlines() if not line.strip().startswith("//"))
    found = [text for _, text in WORDS_IN_SCRIPTS.findall(code)]
    return [text for text in found if not SELECTOR_OR_KEY.fullmatch(text)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR / "templates")))
def test_a_template_holds_no_unmarked_words(path):
    text = path.read_text(encoding="utf-8")
    assert read_words(MARKED.sub("", text)) == []
    shown = [tag for tag in MARKED.findall(text) if tag.startswith("{% include")]
    assert [tag for tag in shown if UNMARKED_IN_TAGS.search(tag)] == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_says_nothing_unmarked(path):
    assert find_words_in_script(path.read_text(encoding="utf-8")) == []


def test_what_a_script_says_unmarked_is_found():
    said = """node.textContent = "Copied"; text = gettext("Sent"); page.closest("table tr"); tell(`${n} rows shown`);"""
    assert find_words_in_script(said) == ["Copied", "${n} rows shown"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/metrics/", "/metrics/ranking/", "/security/", "/views/"])
def test_another_language_takes_the_place_of_english(admin_client, monkeypatch, path):
    monkeypatch.setattr(translation._trans, "gettext", lambda text: f"⟦{text}⟧" if text else text)
    html = admin_client.get(path).content.decode()
    assert "⟦" in html
    assert read_words(re.sub("⟦.*?⟧", "", html, flags=re.DOTALL)) == ["admin"]  # who looks
