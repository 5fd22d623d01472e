"""What a CSV holds: machine keys as header, raw values, no cell that a spreadsheet would run as a formula."""

import csv
import io

import pytest

from campaigns.models import Post
from campaigns.tests.builders import load_text, must_load
from campaigns.tests.reports.pages import TABLE_PAGES, export, export_text
from campaigns.tests.reports.samples import SAMPLE

pytestmark = pytest.mark.django_db
METRICS = {"orders", "revenue", "payout", "roas", "net_return", "aov", "cost_per_order"}
COLUMNS = {
    "campaigns": {"campaign"} | METRICS,
    "influencers": {"influencer_id", "influencer", "category", "gender", "platform"} | METRICS,
    "brands": {"brand"} | METRICS,
    "products": {"product"} | METRICS,
    "platforms": {"platform"} | METRICS,
    "months": {"month"} | METRICS,
    "personas": {"category", "gender"} | METRICS,
    "payouts": {
        "influencer_id", "basis", "campaign", "rate", "orders", "posts", "total_payout", "payout_id", "payout_date",
        "status", "total_is_derived", "payout", "revenue", "roas",
    },
    "posts": {
        "influencer_id", "date", "platform", "url", "caption", "reach", "likes", "comments", "post_id", "campaign",
        "brand", "engagement_rate",
    },
}  # fmt: skip
LIVE = ["=1+1", "+1", "-1", "@sum", "==1", "＝1", "＋1", "－1", "＠a", '=HYPERLINK("x")']
GUARDED = ["'=1", "''=1", "'＝1", "'''@a"]
TAME = ["1=1", "a-b", "'quoted'", "Whey", "50 %", "’=1"]


@pytest.mark.parametrize("page", COLUMNS)
def test_every_column_of_the_contract_is_in_the_header_once(admin_client, page):
    must_load(SAMPLE)
    header = export_text(admin_client, page).splitlines()[0].split(",")
    assert COLUMNS[page] <= set(header)
    assert len(set(header)) == len(header)


@pytest.mark.parametrize("page", TABLE_PAGES)
def test_an_export_is_a_download_named_after_its_page(admin_client, page):
    answer = admin_client.get(f"/{page}/?_export=csv")
    assert answer["Content-Disposition"] == f'attachment; filename="{page}.csv"'
    assert answer.streaming


@pytest.mark.parametrize("page", TABLE_PAGES)
def test_an_export_of_nothing_is_its_header(admin_client, page):
    assert export(admin_client, page) == []
    assert export_text(admin_client, page).count("\n") == 1


def test_another_kind_of_file_is_refused_with_a_sentence(admin_client):
    answer = admin_client.get("/campaigns/?_export=pdf")
    assert answer.status_code == 400
    assert "“pdf” is no export. Accepted: csv, xlsx." in answer.content.decode()


def test_an_export_has_all_rows_whatever_the_page(admin_client):
    must_load(SAMPLE)
    answer = admin_client.get("/influencers/?_export=csv&per_page=1&page=2")
    assert b"".join(answer.streaming_content).count(b"\n") == 5


def csv_of(rows):
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def captions(client, tmp_path, texts):
    """What the export says for captions written like this in a file, in the file's order."""
    rows = [["influencer_id", "date", "caption", "post_id"]]
    rows += [["1", "2025-07-01", text, f"P{number:02d}"] for number, text in enumerate(texts)]
    report = load_text(tmp_path, csv_of(rows))
    assert report.new == len(texts)
    return [row["caption"] for row in export(client, "posts", sort="post_id")]


def test_text_that_a_spreadsheet_would_run_gets_one_apostrophe(admin_client, tmp_path):
    assert captions(admin_client, tmp_path, LIVE) == [f"'{text}" for text in LIVE]


def test_text_that_a_file_has_guarded_comes_out_as_it_went_in(admin_client, tmp_path):
    assert captions(admin_client, tmp_path, GUARDED) == GUARDED


def test_a_stored_text_that_looks_guarded_gets_one_more_apostrophe(admin_client):
    must_load(SAMPLE)
    Post.objects.filter(post_id="P1").update(caption="'=1")
    Post.objects.filter(post_id="P3").update(caption="\t=1")
    got = {row["post_id"]: row["caption"] for row in export(admin_client, "posts")}
    assert (got["P1"], got["P3"]) == ("''=1", "'\t=1")


def test_other_text_is_left_alone(admin_client, tmp_path):
    assert captions(admin_client, tmp_path, TAME) == TAME


def test_no_cell_of_a_name_is_run_on_any_page(admin_client):
    names = {"campaign": "=cmd()", "product": "@sum", "brand": "+b", "source": "-story", "user_id": "=u"}
    row = {"date": "2025-07-01", "revenue": "1", "influencer_id": "=1", "orders": "1"} | names
    person = {"id": "=1", "name": "=n", "category": "+c", "gender": "-g", "platform": "@p"}
    must_load({"influencers": [person], "tracking": [row]})
    for page in TABLE_PAGES:
        for cells in export(admin_client, page):
            for key, cell in cells.items():
                assert cell[:1] not in ("=", "+", "-", "@") or not cell[:1], (page, key, cell)
    assert export(admin_client, "products")[0]["product"] == "'@sum"


def test_numbers_below_zero_are_not_guarded(admin_client):
    must_load(SAMPLE)
    row = next(row for row in export(admin_client, "payouts") if row["payout_id"] == "Y4")
    assert (row["total_payout"], row["payout"]) == ("-30.00", "-30.00")
    assert "-250.25" in {row["revenue"] for row in export(admin_client, "tracking")}
    assert "-1" in {row["orders"] for row in export(admin_client, "tracking")}


def test_a_rate_in_words_is_exported_as_it_was_and_guarded_when_live(admin_client):
    rows = [{"influencer_id": "1", "basis": "hybrid", "total_payout": "5", "rate": r} for r in ("=x", "5% and more")]
    must_load({"payouts": rows})
    assert {row["rate"] for row in export(admin_client, "payouts")} == {"'=x", "5% and more"}
