"""What a preview shows: problems by kind with their lines and ways out, first changes, rejected rows to download."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import Job, TrackingEvent
from campaigns.tests.builders import must_load
from campaigns.tests.examples import some_of
from campaigns.tests.golden import GOLDEN, TEXTS
from campaigns.tests.ingest.test_problems import FILES
from campaigns.tests.web.test_policy import inline_in

pytestmark = pytest.mark.django_db
HEADER = "date,revenue,influencer_id,orders\n"
BAD = HEADER + "2025-07-01,lots,1,1\n2025-07-02,5,1,1\n2025-07-03,more,1,1\n"
AMBIGUOUS = HEADER + "02-07-2025,5,1,1\n"


def test_problems_are_grouped_by_code_with_their_lines_and_values(importer):
    must_load(GOLDEN)
    _, page = importer.preview({"bad": BAD})
    assert page.codes() == ["bad-money"]
    assert "error bad-money 2× “…” is no amount. Accepted: 1234.50" in page.text
    assert "2 revenue lots 4 revenue more" in page.text


def test_the_first_lines_are_shown_and_the_others_folded(importer):
    rows = "".join(f"2025-07-01,word{number},1,1\n" for number in range(30))
    _, page = importer.preview({"bad": HEADER + rows})
    shown, folded = page.html.split('<details class="twin">')[:2]
    assert "word4<" in shown and "word5<" not in shown
    assert "<summary>25 more</summary>" in page.html and "word29<" in folded


def test_more_lines_than_a_page_lists_are_still_counted(importer):
    rows = "".join(f"2025-07-01,word{number},1,1\n" for number in range(1500))
    _, page = importer.preview({"bad": HEADER + rows})
    assert "bad-money 1,500×" in page.text
    assert "1,295 further ones are counted but not listed." in page.text


def test_a_single_problem_says_its_line_beside_its_code(importer):
    must_load(GOLDEN)
    _, page = importer.preview({"bad": HEADER + "2025-07-01,lots,1,1\n"})
    assert "bad-money 1× line 2, column revenue “lots” is no amount." in page.text


def test_day_first_dates_are_read_at_a_button(importer):
    address, page = importer.preview({"t": AMBIGUOUS})
    assert page.codes()[0] == "ambiguous-date"
    assert 'name="set" value="date_order=dmy">Read as day first<' in page.html
    address, page = importer.follow(importer.post(f"{address}check/", set="date_order=dmy"))
    assert page.heading == "Ready to load"
    assert "02-07-2025 is: 2 July (day first)" in page.text
    importer.load(address)
    assert str(TrackingEvent.objects.get().date) == "2025-07-02"


def test_bad_rows_are_left_out_at_a_button(importer):
    address, page = importer.preview({"bad": BAD})
    assert 'name="set" value="on_error=skip"' in page.html
    address, page = importer.follow(importer.post(f"{address}check/", set="on_error=skip"))
    assert page.heading == "Ready to load"
    importer.load(address)
    assert TrackingEvent.objects.count() == 1


def test_there_is_no_such_button_where_it_cannot_help(importer):
    _, page = importer.preview({"x": "a,b\n1,2\n"})
    assert "on_error=skip" not in page.html
    _, page = importer.preview({"bad": BAD}, mode="replace")
    assert "on_error=skip" not in page.html


def test_a_restated_payout_offers_both_ways_out(importer):
    payout = {"influencer_id": "1", "basis": "post", "campaign": "A", "total_payout": "10"}
    must_load({"payouts": [payout]})
    address, page = importer.preview({"p": "influencer_id,basis,campaign,total_payout\n1,post,A,12\n"})
    assert page.codes()[0] == "payout-restated"
    assert 'value="on_conflict=match"' in page.html and 'value="on_conflict=add"' in page.html
    _, page = importer.follow(importer.post(f"{address}check/", set="on_conflict=match"))
    assert page.counts("p.csv")["changed"] == 1


def test_removing_most_rows_is_confirmed_at_a_button(importer):
    must_load(GOLDEN)
    text = "\n".join(TEXTS["tracking"].splitlines()[:2])
    address, page = importer.preview({"t": text}, mode="replace")
    assert page.codes()[0] == "removes-too-much"
    _, page = importer.follow(importer.post(f"{address}check/", set="yes=1"))
    assert page.heading == "Ready to load"
    assert page.counts("t.csv")["removed"] == 3


@pytest.mark.parametrize("change", ["date_order=never", "on_error=skip", "=", "nothing=1", "dataset=sales"])
def test_a_change_that_is_none_changes_nothing_or_is_a_sentence(importer, change):
    address, _ = importer.preview({"t": AMBIGUOUS}, mode="replace")
    where, page = importer.follow(importer.post(f"{address}check/", set=change))
    assert page.status == 200
    assert page.codes()[0] == "ambiguous-date"
    assert Job.objects.get(pk=int(where.split("/")[3])).payload["options"] == {"mode": "replace"}


def test_the_page_of_an_earlier_check_leads_to_the_latest(importer):
    address, _ = importer.preview({"t": AMBIGUOUS})
    latest = importer.post(f"{address}check/", set="date_order=dmy").address
    assert importer.get(address).address == latest
    assert importer.post(f"{address}load/").address == latest
    assert not TrackingEvent.objects.exists()


def test_first_changes_are_shown_before_and_after(importer):
    rows = "".join(f"1,2025-07-01,P{number},10,\n" for number in range(30))
    header = "influencer_id,date,post_id,likes,caption\n"
    address, _ = importer.preview({"posts": header + rows})
    importer.load(address)
    later = rows.replace("P0,10,", "P0,12,<b>new</b>").replace(",10,", ",11,")
    _, page = importer.preview({"posts": header + later})
    assert page.counts("posts.csv")["changed"] == 30
    text = page.text.partition("First changes")[2]
    assert "likes 10 12 " in text and "caption – <b>new</b>" in text
    assert "<b>new</b>" not in page.html
    assert page.html.count("<ins>") == 11
    assert "The first 10 of 30 rows that change." in text


def test_nothing_on_these_pages_is_inline(importer):
    address, _ = importer.preview({"bad": BAD, "kunden": "Kunde,Umsatz\nA,1\n"}, date_order="dmy")
    going_on = Job.objects.create(kind="load", title="x", user=importer.user, actor="imran", state="running")
    for path in ("/imports/", address, f"/imports/jobs/{going_on.pk}/"):
        assert inline_in(importer.client.get(path)) == [], path


def count_queries(person, address):
    with CaptureQueriesContext(connection) as asked:
        assert person.get(address).status == 200
    return len(asked)


def test_a_preview_asks_as_often_for_many_files_as_for_one(importer):
    address, _ = importer.preview({"a": BAD})
    asked = count_queries(importer, address)
    address, _ = importer.preview({f"file{number}": BAD for number in range(9)})
    assert count_queries(importer, address) == asked


def test_the_imports_page_asks_as_often_for_many_uploads_and_runs_as_for_one(importer):
    importer.preview({"a": BAD})
    must_load(GOLDEN)
    asked = count_queries(importer, "/imports/")
    for number in range(4):
        importer.preview({f"b{number}": BAD})
        must_load(GOLDEN)
    assert count_queries(importer, "/imports/") == asked


def test_rejected_rows_are_downloaded_mended_and_sent_again(importer):
    address, page = importer.preview({"bad": BAD})
    assert f'href="{address}rejects/1.csv"' in page.html
    rows = importer.get(f"{address}rejects/1.csv").html
    assert [line.split(",")[1] for line in rows.splitlines()] == ["revenue", "lots", "more"]
    mended = rows.replace("lots", "7").replace("more", "8")
    _, page = importer.preview({"mended.csv": mended.encode()})
    assert page.heading == "Ready to load"
    assert page.counts("mended.csv")["new"] == 2


def test_there_are_no_other_rejected_rows(importer):
    address, _ = importer.preview({"bad": BAD})
    for number in (0, 2, 99):
        assert importer.get(f"{address}rejects/{number}.csv").status == 404


@pytest.mark.any_engine
def test_every_kind_of_bad_file_has_a_preview(importer):
    for path in some_of(sorted((FILES / "bad").glob("*.csv")), 20):
        address, page = importer.preview({path.name: path.read_bytes()})
        assert page.status == 200, path.name
        assert page.heading in ("Ready to load", "This cannot be loaded yet"), path.name
        importer.post(f"{address}drop/")
