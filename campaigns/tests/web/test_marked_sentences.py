"""Sentences that Python composes are marked for translation as well: what is not in a marking call fails here."""

import ast
import re
from pathlib import Path

import pytest

import campaigns

ROOT = Path(campaigns.__file__).parent
FOR_PEOPLE = (
    *("web", "reports", "ingest", "jobs", "writers", "metrics", "templatetags"),
    *("models", "admin", "dates.py", "edits.py", "periods.py", "outages.py"),
)
"""Folders and modules whose texts reach people in the portal."""
MARKS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
FOR_OTHERS = {
    **dict.fromkeys(("debug", "info", "warning", "exception", "execute", "compile"), "logs, SQL and patterns"),
    **dict.fromkeys(("Http404", "RuntimeError", "ValueError", "TypeError", "KeyError"), "no page shows what they say"),
    **dict.fromkeys(("LookupError", "FileNotFoundError"), "the command line shows it"),
    **dict.fromkeys(("SuspiciousOperation",), "no page shows what they say"),
    **dict.fromkeys(("write_beside", "in_background"), "writers of few rows are not told of"),
    **dict.fromkeys(("Subject", "send_rejects"), "the audit trail keeps English"),
    **dict.fromkeys(("make_constants", "Thread", "Heart"), "a name within the program"),
}
NO_WORDS = re.compile(r"<\w.*>|^\s*(SELECT|SET|PRAGMA|CAST|CREATE)\b|; (charset|filename)=", re.DOTALL)
"""HTML, SQL and headers."""
NOBODY_READS = {
    "reports/exports": "files keep English",
    **dict.fromkeys(("web/gauges.py", "web/health.py", "web/monitoring.py"), "what machines ask"),
}
"""Folders and modules that are left out, and why."""
UNTOLD = {
    "__all__": "names of modules",
    "__str__": "the audit trail keeps what rows are called",
    "permissions": "the database keeps their names",
}
"""What is assigned to these names, and what these functions return, is for nobody or stays English; and why."""
ALLOWED = {
    "%s %s %d in %d ms": "a log",
    "Lax": "a header",
    "with idle": "a key of answers",
    "True": "a value of a form",
    "command line": "the audit trail keeps it",
    **dict.fromkeys((" and ", "no date"), "values of a stored sentence"),
    **dict.fromkeys(("External", "Id", "Relationship", "Target", "Type"), "parts of a workbook"),
    **dict.fromkeys(("all days together", "day, product and source", "month, product and source"), "kinds of cells"),
    "heart of {}": "a thread",
    "form {}": "what a key is made of",
    "Asked for as job {}.": "Django's log keeps it",
    "an edit by hand": "a writer of few rows",
    "two-steps {}": "a secret's name",
    "All slots are taken for {} seconds.": "no page shows it",
    "SHA-256 {}…": "no words",
    "is locked": "what SQLite says",
    "field limit": "what Python says",
    "{} rows: {}": "the name of a session",
    "sum over {}": "a formula",
    "different {} with sales or payouts": "a formula",
    "({} × margin − {}) ÷ {}": "a formula",
    "SUBSTR(%(expressions)s, 1, 7)": "SQL",
    "to_char(%(expressions)s, 'YYYY-MM')": "SQL",
    "not logged in": "the audit trail keeps it",
    "indexof({}, datum.value)": "Vega",
    "datum.people < {}": "Vega",
    "system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif": "fonts",
    "{} col-{}": "classes",
    ' title="{}"': "HTML",
    "All parameters that every report takes.": "a docstring",
}
"""Texts that are no words for people, and why."""


def read_text(node):
    """A text of the source, values that it is composed with left out; None for any other node."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def is_for_people(text):
    """Whether a text has two words, or is one with a capital letter: no key, name or address looks so."""
    words = re.findall(r"[A-Za-z’]{2,}", text)
    return not NO_WORDS.search(text) and (is_word(text) or (" " in text and bool(words)))


def is_word(text):
    return bool(re.fullmatch(r"[A-Z][a-z]+", text.replace("{}", "")))


def name_call(node):
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def list_unread(tree):
    """Nodes whose texts nobody reads, that stay English or are marked: docstrings, types, and what stands in certain
    calls."""
    for node in ast.walk(tree):
        if (isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in UNTOLD) or (
            isinstance(node, ast.FunctionDef) and node.name in UNTOLD
        ):
            yield from ast.walk(node)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
        elif isinstance(node, ast.Call) and name_call(node) in MARKS | FOR_OTHERS.keys():
            yield from (part for argument in [*node.args, *node.keywords] for part in ast.walk(argument))
        elif isinstance(node, ast.With) and ast.unparse(node.items[0].context_expr) == "speak_english()":
            yield from ast.walk(node)
        elif isinstance(node, ast.JoinedStr):
            yield from (part for part in node.values if isinstance(part, ast.Constant))
        for kind in ("annotation", "returns"):
            yield from ast.walk(getattr(node, kind, None) or ast.Pass())


def find_unmarked(source):
    tree = ast.parse(source)
    unread = {id(node) for node in list_unread(tree)}
    texts = (read_text(node) for node in ast.walk(tree) if id(node) not in unread)
    return sorted({text for text in texts if text and is_for_people(text)})


def list_modules():
    paths = [path for name in FOR_PEOPLE for path in (ROOT / name, ROOT / f"{name}.py") if path.exists()]
    files = (file for path in paths for file in (path.rglob("*.py") if path.is_dir() else [path]))
    named = {str(file.relative_to(ROOT)): file for file in sorted(files)}
    return {name: file for name, file in named.items() if not name.startswith(tuple(NOBODY_READS))}


MODULES = list_modules()


@pytest.mark.parametrize("name", MODULES)
def test_a_module_holds_no_unmarked_sentence(name):
    found = find_unmarked(MODULES[name].read_text(encoding="utf-8"))
    is_of_models = name.startswith("models/")  # where one word with a capital letter is another model
    assert [text for text in found if text not in ALLOWED and not (is_of_models and is_word(text))] == []
