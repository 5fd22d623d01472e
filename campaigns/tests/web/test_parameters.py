"""Query parameters: what cannot be read is a 400 with a sentence on every report, and nothing is ever a 500."""

import pytest

from campaigns.bulk import batches
from campaigns.models import FACTS, NONE, Campaign, Influencer, PayoutShare, Rollup
from campaigns.reports.filters import FILTERED, FORMS
from campaigns.tests.builders import must_load, taken_back
from campaigns.tests.examples import some_of
from campaigns.tests.reports.pages import TABLE_PAGES, export, read_tables, screen, text_of
from campaigns.tests.reports.samples import SAMPLE

pytestmark = [pytest.mark.django_db, pytest.mark.any_engine]
PAGES = [f"/{page}/" for page in TABLE_PAGES]
WITH_FILTERS = [*PAGES, "/", "/insights/"]
BAD = {
    "an unknown parameter": ({"colour": "red"}, "There is no parameter “colour” here."),
    "page 0": ({"page": "0"}, "page: "),
    "a page below zero": ({"page": "-1"}, "page: "),
    "a page in words": ({"page": "two"}, "page: "),
    "an endless page": ({"page": "9" * 5000}, "page: "),
    "501 rows per page": ({"per_page": "501"}, "per_page: "),
    "no rows per page": ({"per_page": "0"}, "per_page: "),
    "rows below zero": ({"per_page": "-5"}, "per_page: "),
    "a day that is none": ({"date_after": "2025-02-30"}, "date_after: A day is written like 2025-07-31."),
    "a day of another order": ({"date_before": "31-07-2025"}, "date_before: A day is written like 2025-07-31."),
    "days the wrong way round": (
        {"date_after": "2025-07-02", "date_before": "2025-07-01"},
        "date_after (2025-07-02) is later than date_before (2025-07-01).",
    ),
    "a search too long": ({"q": "a" * 201}, "q: "),
    "a NUL in the search": ({"q": "a\0b"}, "q: "),
    "a NUL in a name": ({"brand": "a\0b"}, "brand: This is no name."),
    "a NUL in a sort": ({"sort": "roas\0"}, "sort: "),
    "ROAS not a number": ({"roas_min": "NaN"}, "roas_min: "),
    "ROAS a signalling one": ({"roas_min": "sNaN"}, "roas_min: "),
    "endless ROAS": ({"roas_max": "Infinity"}, "roas_max: "),
    "ROAS too large": ({"roas_min": "1e400"}, "roas_min: "),
    "ROAS too small": ({"roas_max": "1e-400000"}, "roas_max: "),
    "ROAS in words": ({"roas_min": "high"}, "roas_min: "),
    "an unknown export": ({"_export": "pdf"}, "_export: “pdf” is no export."),
    "a view that is none": ({"view": "7"}, "view: “7” is no view here."),
    "emptiness that is none": ({"brand__empty": "2"}, "brand__empty: 1 (is empty) or 0 (is not) is accepted."),
    "a name too long": ({"campaign": "x" * 401}, "campaign: This is no name."),
    "too many names": ({"campaign": [str(n) for n in range(201)]}, "campaign: At most 200 values can be given."),
    "days without a dash": ({"date_after": "20250701"}, "date_after: "),
}
BAD_SORTS = ["nothing", "--roas", "-", "roas,revenue", "id", "influencer__name", "password", "-'; DROP TABLE"]
HOSTILE = [
    "<script>alert(1)</script>", "'\"><img src=x onerror=alert(1)>", "'; DROP TABLE campaigns_payout; --", "%00", "\0",
    "{{ 7*7 }}", "../../etc/passwd", "\ud7ff\uffff", "‮", "9" * 400, "٣", "-", "%", "_", "\\", "\r\nSet-Cookie: a=b",
    "0x10", "1_000", "1e9", "None", "[]", "💰" * 150, "ﬃ" * 190, "İ" * 190,
]  # fmt: skip
OTHER_KEYS = (
    "date_after", "date_before", "q", "roas_min", "roas_max", "sort", "page", "per_page", "view", "_export",
)  # fmt: skip
KEYS = [*OTHER_KEYS, *(f"{d.key}{form}" for d in FILTERED for form in FORMS)]


@pytest.fixture(autouse=True)
def sample():
    must_load(SAMPLE)


@pytest.mark.by_lot(5)
@pytest.mark.parametrize("kind", BAD)
def test_what_cannot_be_read_is_a_400_with_a_sentence_on_every_page(admin_client, kind):
    query, sentence = BAD[kind]
    for path in WITH_FILTERS:
        answer = admin_client.get(path, query)
        assert answer.status_code == 400, path
        assert sentence in answer.content.decode(), path
        assert read_tables(answer.content.decode()) == [], path


@pytest.mark.parametrize("path", ["/campaigns/{campaign}/", "/influencers/{influencer}/", "/months/2025-07/"])
def test_a_detail_page_reads_its_parameters_as_strictly(admin_client, path):
    pk = Campaign.objects.get(key="mb_one").pk
    path = path.format(campaign=pk, influencer=Influencer.objects.get(code="1").pk)
    assert admin_client.get(path).status_code == 200
    for kind, (query, sentence) in BAD.items():
        answer = admin_client.get(path, query)
        assert answer.status_code == 400, kind
        assert sentence in answer.content.decode(), kind


@pytest.mark.parametrize("sort", BAD_SORTS)
def test_a_sort_by_no_column_is_a_400_that_names_the_columns(admin_client, sort):
    for path in PAGES:
        answer = admin_client.get(path, {"sort": sort})
        assert answer.status_code == 400, path
        assert "Accepted: " in answer.content.decode(), path


def test_the_bounds_themselves_are_accepted(admin_client):
    for query in ({"per_page": "500"}, {"per_page": "1"}, {"page": "1"}, {"q": "a" * 200}, {"roas_min": "-1.5"}):
        assert admin_client.get("/campaigns/", query).status_code == 200, query


@pytest.mark.parametrize("days", [("", "9999-12-31"), ("0001-01-01", ""), ("0001-01-01", "9999-12-31"),
                                  ("9999-12-31", ""), ("", "0001-01-01"), ("0002-01-05", "0002-01-05")])  # fmt: skip
def test_the_ends_of_the_calendar_are_days_like_others(admin_client, days):
    for path in (*WITH_FILTERS, "/months/2025-07/"):
        answer = admin_client.get(path, dict(zip(("date_after", "date_before"), days, strict=True)))
        assert answer.status_code == 200, path


def test_one_day_from_itself_to_itself_is_that_day(admin_client):
    rows = export(admin_client, "campaigns", date_after="2025-07-01", date_before="2025-07-01")
    assert [(row["campaign"], row["revenue"]) for row in rows] == [("MB_One", "1000.00")]


def assert_harmless(client, path, query):
    answer = client.get(path, query)
    assert answer.status_code in (200, 400), (path, query)
    body = answer.getvalue().decode()
    assert "<script>alert" not in body, (path, query)
    assert "<img src=x" not in body, (path, query)


@pytest.mark.by_lot(5)
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_any_parameter_is_a_page_or_a_sentence(admin_client, text):
    for key in OTHER_KEYS:
        assert_harmless(admin_client, "/campaigns/", {key: text})
    for some in batches((f"{d.key}{form}" for d in FILTERED for form in FORMS), 3):  # no address is too long
        assert_harmless(admin_client, "/campaigns/", dict.fromkeys(some, text))
    for path in some_of(WITH_FILTERS, 3):
        assert_harmless(admin_client, path, {"q": text, "brand": text, "influencer__not": text, "source": text})
    for key in ("payout_date_after", "basis", "status"):
        assert_harmless(admin_client, "/payouts/", {key: text})
    assert_harmless(admin_client, "/insights/", {"roas_below": text})
    assert_harmless(admin_client, "/imports/", {"dataset": text, "page": text})


@pytest.mark.by_lot(5)
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_gets_no_more_than_suggestions(admin_client, text):
    for dimension in ("brand", "influencer", "source"):
        answer = admin_client.get(f"/suggest/{dimension}/", {"q": text})
        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/json"


def test_hostile_text_as_the_name_of_a_parameter_is_a_sentence(admin_client):
    for text in HOSTILE:
        answer = admin_client.get("/campaigns/", {text: "1"})
        assert answer.status_code == 400
        assert "<script>alert" not in answer.content.decode()


def test_a_page_past_the_end_is_the_last_one(admin_client):
    posts = screen(admin_client, "posts", per_page=2, page=2).rows
    assert screen(admin_client, "posts", per_page=2, page=10**9).rows == posts
    last = screen(admin_client, "influencers", per_page=3, page=2).rows
    assert len(last) == 1
    assert screen(admin_client, "influencers", per_page=3, page=999).rows == last
    assert (
        screen(admin_client, "posts", per_page=2, page=10**9).rows
        == screen(admin_client, "posts", per_page=2, page=2).rows
    )


@pytest.mark.parametrize("page", TABLE_PAGES)
def test_an_empty_value_is_no_filter(admin_client, page):
    empty = {key: "" for key in KEYS if key != "_export"}
    assert export(admin_client, page, **empty) == export(admin_client, page)
    assert export(admin_client, page, brand=["", "  "]) == export(admin_client, page)


@pytest.mark.parametrize("dimension", [d.key for d in FILTERED])
def test_an_unknown_name_matches_nothing_and_its_negation_everything(admin_client, dimension):
    for page in ("campaigns", "payouts", "tracking", "posts"):
        assert export(admin_client, page, **{dimension: "unheard of"}) == []
    negated = {f"{dimension}__not": "unheard of"}
    assert export(admin_client, "tracking", **negated) == export(admin_client, "tracking")
    assert export(admin_client, "payouts", **negated) == export(admin_client, "payouts")


def test_an_empty_portal_says_how_to_fill_it(admin_client):
    with taken_back():
        clear_portal()
        for path in ("", "insights", *TABLE_PAGES):
            html = text_of(admin_client, path)
            assert "Nothing has been imported yet" in html, path
            assert 'href="/imports/"' in html, path
            assert 'id="filters"' not in html, path


def clear_portal():
    for model in (Rollup, PayoutShare, *FACTS):
        model.objects.all().delete()
    Influencer.objects.exclude(pk=NONE).delete()


@pytest.mark.parametrize("page", TABLE_PAGES)
def test_no_match_says_so_and_offers_to_clear_the_filters(admin_client, page):
    html = text_of(admin_client, page, brand="unheard of")
    assert "Nothing matches" in html
    assert '<a href="?">clear all of them</a>' in html
    assert 'id="filters"' in html
    assert "Nothing has been imported yet" not in html
