"""Browser tests wait for what they claim: when a click has returned, its page may be half read, and a look is luck."""

import ast
from pathlib import Path

import pytest

LOOKS = {
    "all_inner_texts", "all_text_contents", "content", "count", "inner_text", "input_value", "is_checked",
    "is_disabled", "is_enabled", "is_hidden", "is_visible", "text_content", "title", "url",
}  # fmt: skip
"""What the library answers at once, for which ``expect`` has a form that waits."""


def find_looks(source):
    """The lines that assert or hand on what a page shows at one moment; the database's rows may be looked at so."""
    claims = [one for one in ast.walk(ast.parse(source)) if isinstance(one, ast.Assert | ast.Return)]
    found = [one for claim in claims for one in ast.walk(claim)]
    looks = [one for one in found if isinstance(one, ast.Attribute) and one.attr in LOOKS]
    return [f"{one.lineno}: {one.attr}" for one in looks if ".objects" not in ast.unparse(one)]


@pytest.mark.parametrize("path", sorted(Path(__file__).parent.glob("test_*.py")), ids=lambda path: path.stem)
def test_what_a_page_shows_is_waited_for(path):
    assert find_looks(path.read_text(encoding="utf-8")) == []


def test_a_look_at_once_is_found():
    assert find_looks("assert page.locator('li').count() == 13\nassert Job.objects.count() == 1") == ["1: count"]
