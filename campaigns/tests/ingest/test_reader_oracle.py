"""The reader against a slow one: rows, lines and cells of random text, whatever its quotes, line ends and encoding.

The slow reader is Python's own csv module, row by row, with the rules of the contract written out beside it.
"""

import csv

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from campaigns.ingest import lines as read_lines
from campaigns.models import Post
from campaigns.tests.builders import load_text, taken_back
from campaigns.tests.examples import up_to

pytestmark = pytest.mark.django_db
SPACES = " \t\r\n\f\v\xa0\u200b\ufeff"
HEADER = ("influencer_id", "date", "caption", "likes")
CELLS = {"missing-value", "bad-date", "bad-whole-number"}
any_of = st.sampled_from

plain = any_of(["Whey", "50 %", "5ft", "née", " x ", "a b", "'quoted'", "NA", "7"])
quoted = any_of(['""', '"a;b,c\td"', '"say ""hi"""', '"two\nlines"', '"\n"', '"end\r\n"', '" x "', '"",""', '"a\rb"'])
odd = any_of(['5" pan', 'x"', "", "\0", '"NUL\0"'])
broken = any_of(['"open', '"a" b', '"a"b"'])
ends = any_of(["\n", "\n", "\r\n", "\r"])
days = any_of(["2025-07-01", "2025-07-01", '"2025-07-02"', "never", '"nie"'])
blank = any_of(["", "{s}", "{s}{s}{s}", "  ", " {s}\t", '""', '"",{s}', '""{s}""{s}""{s}""', "\ufeff", "\xa0{s}"])
rows = st.tuples(any_of(["1", '"1"']), days, st.one_of(plain, plain, quoted, odd), any_of(["7", "", '"8"']))
lines = st.one_of(
    rows.map("{s}".join),
    rows.map("{s}".join),
    rows.map("{s}".join),
    st.lists(st.one_of(plain, quoted), min_size=1, max_size=6).map("{s}".join),
    blank,
)


@st.composite
def texts(draw):
    """(text, separator): a header somewhere near the top, and rows of every kind; few are broken."""
    separator, end = draw(any_of(",;\t")), draw(ends)
    body = draw(st.lists(lines, max_size=12))
    if draw(st.integers(0, 5)) == 0:
        body.insert(draw(st.integers(0, len(body))), draw(broken))
    above = draw(st.lists(blank, max_size=2))
    same = draw(st.booleans())
    parts = [part + (end if same else draw(ends)) for part in (*above, "{s}".join(HEADER), *body)]
    text = "".join(parts).replace("{s}", separator)
    return (text if draw(st.booleans()) else text.rstrip("\r\n")), separator


def read_slowly(text, separator):
    """(rows read, {(line, code)} of what is wrong, captions of the good rows)."""
    waiting = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
    found, wrong, captions, line = 0, set(), [], 1
    while not waiting[line - 1].strip(f' ,;\t"{SPACES}'):
        line += 1
    line += 1  # the header, which has no quotes here
    while line <= len(waiting):
        parser = csv.reader((f"{text}\n" for text in waiting[line - 1 :]), delimiter=separator, strict=True)
        try:
            cells = next(parser)
        except csv.Error:
            return 0, wrong | {(line, "bad-quotes")}, []
        start, line = line, line + parser.line_num
        if any(cell.strip(SPACES) for cell in cells):
            found += 1
            codes = _find_faults(cells)
            wrong |= {(start, code) for code in codes}
            captions += [] if codes else [cells[2].strip(SPACES)]
    return found, wrong, captions


def _find_faults(cells):
    if len(cells) != len(HEADER):
        return {"cell-count"}
    if any("\0" in cell for cell in cells):
        return {"bad-character"}
    person, day, _, likes = (cell.strip(SPACES) for cell in cells)
    date_is_good = day.startswith("2025") or not day
    faults = {"missing-value": not (person and day), "bad-date": not date_is_good}
    return {code for code, is_there in faults.items() if is_there} | (
        {"bad-whole-number"} if likes.strip("78") else set()
    )


def encodings_of(text):
    """The encodings that hold such a text, and no other reading of it."""
    marked = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")
    fits = all(ord(letter) < 256 for letter in text) and not text.isascii() and "\0" not in text
    return [*marked, "cp1252"] if fits else marked


@examples(max_examples=up_to(80), suppress_health_check=[HealthCheck.too_slow])
@given(texts(), any_of([1, 5, 40, 1 << 22]), st.data())
def test_rows_lines_and_cells_are_those_of_a_slow_reader(tmp_path_factory, drawn, size, data):
    text, separator = drawn
    encoding = data.draw(any_of(encodings_of(text)))
    found, wrong, captions = read_slowly(text, separator)
    with taken_back(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(read_lines, "BLOCK", size)
        file = load_text(tmp_path_factory.mktemp("text"), text.encode(encoding), on_error="skip")
        told = {(p.line, p.code) for p in file.problems.entries if p.level == "error"}
        # Cells above a row that cannot be told apart may have been looked at, or not.
        optional = {pair for pair in wrong if pair[1] in CELLS and not found}
        assert wrong - optional <= told <= wrong
        assert (file.rows, file.rejected) == (found, len({line for line, _ in wrong}) if found else 0)
        assert sorted(Post.objects.values_list("caption", flat=True)) == sorted(captions)


@pytest.mark.parametrize("size", [1 << 10, 1 << 16])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_quoted_rows_across_blocks_among_plain_ones(tmp_path, monkeypatch, size, end):
    """Far more rows than a block, a quoted one now and then, some with line ends in them, some blank lines between."""
    monkeypatch.setattr(read_lines, "BLOCK", size)
    wanted, parts, line, lines = [], ["influencer_id,date,caption,likes"], 2, {}
    for number in range(9000):
        text = f"plain {number}"
        if number % 7 == 3:
            text = f'quoted, "{number}"'
        if number % 501 == 13:
            text = f"long {number}\n" + "x" * (number % 900) + "\n" * 3 + "end"
        if number % 97 == 5:
            parts.append(["", ",,,", '"",,,'][number % 3])
            line += 1
        is_bad = number % 1000 == 999
        cell = '"' + text.replace('"', '""') + '"' if '"' in text or "\n" in text else text
        parts.append(f"1,{'never' if is_bad else '2025-07-01'},{cell},1".replace("\n", end))
        lines.update({line: number} if is_bad else {})
        wanted += [] if is_bad else [text]
        line += text.count("\n") + 1
    file = load_text(tmp_path, end.join(parts), on_error="skip")
    assert [(e.line, e.code) for e in file.problems.entries if e.level == "error"] == [(n, "bad-date") for n in lines]
    assert file.rows == 9000
    assert sorted(Post.objects.values_list("caption", flat=True)) == sorted(wanted)
