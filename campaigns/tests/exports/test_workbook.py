"""What a workbook holds: types, no formulas, a sheet that explains it; and that it can be imported again."""

import pytest

from campaigns.digest import compute_digest
from campaigns.ingest.conductor import Options, import_paths
from campaigns.models import Influencer, Post
from campaigns.reports.exports import workbook
from campaigns.tests.builders import codes, moved, must_load
from campaigns.tests.exports.books import fetch_book, read_book, read_rows
from campaigns.tests.reports.pages import TABLE_PAGES
from campaigns.tests.reports.samples import SAMPLE

pytestmark = pytest.mark.django_db
LISTS = ("influencers", "posts", "tracking", "payouts")
LIVE = ["=1+1", "+1", "-1", "@sum", "'=1", "{=1}", "https://a.example", "007", "_x0041_", " two  spaces", "a\nb", "1e5"]


def test_numbers_shares_and_days_are_what_they_are(admin_client):
    must_load(SAMPLE)
    post = read_rows(fetch_book(admin_client, "posts", q="first"))[0]
    assert (post["reach"].value, post["reach"].pattern) == (1000, "0")
    assert (post["engagement_rate"].value, post["engagement_rate"].pattern) == (0.1, "0.0%")
    assert (post["date"].day.isoformat(), post["date"].pattern) == ("2025-07-01", "yyyy-mm-dd")
    paid = {row["payout_id"].value: row for row in read_rows(fetch_book(admin_client, "payouts"))}
    assert (paid["Y4"]["total_payout"].value, paid["Y4"]["total_payout"].pattern) == (-30, "#,##0.00")
    assert (paid["Y1"]["rate"].kind, paid["Y1"]["rate"].value) == ("number", 100)
    assert (paid["Y2"]["rate"].kind, paid["Y2"]["rate"].value) == ("text", "5% and more")
    assert paid["Y1"]["influencer_id"].kind == "text"


def test_text_is_text_and_nothing_is_a_formula(admin_client):
    must_load(SAMPLE)
    person = Influencer.objects.get(code="1")
    for place, text in enumerate(LIVE):
        Post.objects.create(
            influencer=person, date="2025-07-09", key=bytes([place]) * 16, caption=text, post_id=f"T{place}"
        )
    rows = {row["post_id"].value: row["caption"] for row in read_rows(fetch_book(admin_client, "posts"))}
    assert [rows[f"T{place}"].kind for place in range(len(LIVE))] == ["text"] * len(LIVE)
    written = [rows[f"T{place}"].value.replace("_x005F_", "_") for place in range(len(LIVE))]
    assert written == LIVE


@pytest.mark.parametrize("page", TABLE_PAGES)
def test_a_workbook_of_nothing_is_its_header(admin_client, page):
    book = read_book(fetch_book(admin_client, page))
    assert len(next(iter(book.values()))) == 1


def test_a_second_sheet_says_what_the_first_one_is(admin_client, admin_user):
    must_load(SAMPLE)
    names = list(book := read_book(fetch_book(admin_client, "campaigns", brand="MB", date_after="2025-07-01")))
    assert names == ["Campaigns", "About"]
    lines = [[cell.value for cell in row] for row in book["About"]]
    said = {line[0]: line[1] for line in lines if len(line) > 1}
    assert said["Page"] == "Campaigns"
    assert said["Filters"] == "Days: from 1 Jul 2025; Brand is MB"
    assert said["Order"] == "by Revenue, falling; empty values last"
    assert said["Exported by"] == admin_user.username
    assert said["Rows"] == str(len(book["Campaigns"]) - 1)
    roas = next(line for line in lines if line and line[0] == "roas")
    assert roas[1] == "ROAS" and roas[3] == "revenue ÷ payout" and roas[4] == "ratio"
    header = [cell.value for cell in book["Campaigns"][0]]
    assert [line[0] for line in lines[-len(header) :]] == header


def test_without_a_filter_it_says_that_all_rows_are_there(admin_client):
    must_load(SAMPLE)
    about = read_book(fetch_book(admin_client, "products"))["About"]
    assert ["Filters", "none: all rows"] in [[cell.value for cell in row] for row in about]


def test_a_column_that_filters_leave_empty_says_why(admin_client):
    must_load(SAMPLE)
    about = read_book(fetch_book(admin_client, "campaigns", product="Whey"))["About"]
    reach = next(row for row in about if row and row[0].value == "reach")
    assert "Empty here: " in reach[2].value


def test_a_text_that_no_cell_holds_is_cut_and_the_second_sheet_says_so(admin_client, monkeypatch):
    monkeypatch.setattr(workbook, "LONGEST_TEXT", 3)
    must_load(SAMPLE)
    book = read_book(fetch_book(admin_client, "products"))
    assert "Bar" in [row[0].value for row in book["Products"] if row]
    assert "Whe" in [row[0].value for row in book["Products"] if row]
    assert any("1 texts were cut" in cell.value for row in book["About"] for cell in row if cell.value)


def test_numbers_that_spreadsheets_would_round_are_text(admin_client):
    must_load({"tracking": [{"date": "2025-07-01", "revenue": "9999999999999.99", "orders": str(10**15)}]})
    row = read_rows(fetch_book(admin_client, "tracking"))[0]
    assert (row["orders"].kind, row["orders"].value) == ("text", str(10**15))
    assert (row["revenue"].kind, row["revenue"].value) == ("number", 9999999999999.99)


def export_all(client, folder):
    for page in LISTS:
        (folder / f"{page}.xlsx").write_bytes(fetch_book(client, page))


def test_workbooks_import_again_as_what_is_there(admin_client, tmp_path):
    must_load(SAMPLE)
    before = compute_digest()
    export_all(admin_client, tmp_path)
    report = import_paths([tmp_path], Options())
    assert report.committed, [(e.code, e.message) for file in report.files for e in file.problems.entries]
    assert {file.dataset for file in report.files} == set(LISTS)
    assert set(codes(report)) <= {"ignored-column", "derived-total", "baseline-influencer", "skipped-sheet"}
    assert (moved(report), compute_digest()) == (0, before)


def test_live_texts_and_large_amounts_come_back_from_a_workbook(admin_client, tmp_path):
    sale = {
        "date": "1900-01-01",
        "revenue": "-9999999999999.99",
        "orders": str(10**15),
        "product": "=1+1",
        "user_id": "'+1",
    }
    must_load({"tracking": [sale | {"influencer_id": "007", "campaign": "'quoted'", "source": "@x"}]})
    before = compute_digest()
    export_all(admin_client, tmp_path)
    report = import_paths([tmp_path], Options())
    assert (report.committed, moved(report), compute_digest()) == (True, 0, before), codes(report)
