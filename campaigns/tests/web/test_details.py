"""Detail pages: a row opens its own page, which has its figures and leads on; an id that is none is a 404."""

from html.parser import HTMLParser

import pytest

from campaigns.models import NONE, Campaign, Influencer, Payout
from campaigns.tests.builders import must_load
from campaigns.tests.golden import GOLDEN
from campaigns.tests.reports.pages import REPORT_PAGES, export, read_tables, screen
from campaigns.tests.reports.samples import SAMPLE

pytestmark = [pytest.mark.django_db, pytest.mark.any_engine]
WITH_DETAIL = [page for page in REPORT_PAGES if page != "sources"]
NOWHERE = [
    "999999",
    "999999999999999999",
    "99999999999999999999",
    "0-0-0",
    "01",
    "-1",
    "abc",
    "1-",
    "2025-13",
    "2025-7",
]
BAD_PATHS = [f"/{page}/{ident}/" for page in WITH_DETAIL for ident in NOWHERE if (page, ident) != ("months", "1")]


@pytest.fixture(autouse=True)
def sample():
    must_load(SAMPLE)


@pytest.mark.parametrize("page", WITH_DETAIL)
def test_every_row_opens_a_page(admin_client, page):
    for row in screen(admin_client, page).rows:
        first = next(iter(row.values()))
        assert first.href.startswith(f"/{page}/")
        answer = admin_client.get(first.href)
        assert answer.status_code == 200, first
        assert first.text.lower() in answer.content.decode().lower(), first


@pytest.mark.parametrize("page", ["posts", "tracking", "payouts"])
def test_every_link_of_a_list_opens_a_page(admin_client, page):
    cells = [cell for row in screen(admin_client, page).rows for cell in row.values()]
    links = {cell.href for cell in cells if cell.href.startswith("/")}
    assert len(links) > 2
    for link in links:
        assert admin_client.get(link).status_code == 200, link


def test_a_source_opens_its_tracking_rows(admin_client):
    for row in screen(admin_client, "sources").rows:
        assert row["source"].href.startswith("/tracking/?source")
        assert admin_client.get(row["source"].href).status_code == 200


@pytest.mark.by_lot(6)
@pytest.mark.parametrize("path", BAD_PATHS)
def test_an_id_that_is_none_is_a_404(admin_client, path):
    assert admin_client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/payouts/999999/", "/imports/runs/999999/", "/sources/1/", "/posts/1/"])
def test_other_pages_of_unknown_rows_are_404(admin_client, path):
    assert admin_client.get(path).status_code == 404


class Figures(HTMLParser):
    """Collects the key figures of a page: label → (text, address)."""

    def __init__(self):
        super().__init__()
        self.found, self._label, self._tag, self._href = {}, "", "", ""

    def handle_starttag(self, tag, attrs):
        if tag in ("dt", "dd"):
            self._tag, self._href = tag, ""
        elif tag == "a" and self._tag == "dd":
            self._href = dict(attrs)["href"]
        elif tag != "a" or self._tag == "dt":
            self._tag = ""

    def handle_data(self, data):
        if self._tag == "dt" and data.strip():
            self._label = data
        elif self._tag == "dd" and data.strip():
            self.found.setdefault(self._label, (data, self._href))
            self._tag = ""


def links_of(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    reader = Figures()
    reader.feed(answer.content.decode().partition('<dl class="figures')[2].partition("</dl>")[0])
    return reader.found


def figures_of(client, path):
    return {label: text for label, (text, _) in links_of(client, path).items()}


def test_the_figures_of_a_campaign_are_those_of_its_row(admin_client):
    pk = Campaign.objects.get(key="mb_one").pk
    row = next(row for row in screen(admin_client, "campaigns").rows if row["campaign"].text == "MB_One")
    figures = figures_of(admin_client, f"/campaigns/{pk}/")
    assert figures["ROAS"] == row["roas"].text
    assert (figures["Revenue"], figures["Payout"]) == (row["revenue"].text, row["payout"].text)
    assert figures["Orders"] == row["orders"].text


def test_the_figures_follow_the_filter(admin_client):
    pk = Campaign.objects.get(key="mb_one").pk
    assert figures_of(admin_client, f"/campaigns/{pk}/?date_before=2025-07-31")["Revenue"] == "₹1,000"
    assert figures_of(admin_client, f"/campaigns/{pk}/?product=nothing")["Revenue"] == "₹0"


def test_the_row_without_value_opens_its_page_too(admin_client):
    answer = admin_client.get(f"/campaigns/{NONE}/")
    assert answer.status_code == 200
    assert "No campaign" in answer.content.decode()
    assert admin_client.get("/months/none/").status_code == 200


def test_all_links_from_a_detail_page_keep_it_narrowed_down(admin_client):
    pk = Campaign.objects.get(key="mb_one").pk
    html = admin_client.get(f"/campaigns/{pk}/").content.decode()
    assert 'href="/payouts/?campaign=MB_One"' in html
    assert 'href="/tracking/?campaign=MB_One"' in html
    rows = export(admin_client, "tracking", campaign="MB_One")
    assert f"All {len(rows)}" in html


def test_an_influencer_that_no_file_has_named_says_so(admin_client):
    must_load({"tracking": [{"date": "2025-07-01", "revenue": "1", "influencer_id": "77", "orders": "1"}]})
    html = admin_client.get(f"/influencers/{Influencer.objects.get(code='77').pk}/").content.decode()
    assert "No influencers file has named this influencer yet." in html


def test_a_payout_shows_its_shares_and_they_add_up(admin_client):
    must_load(GOLDEN)
    pk = Payout.objects.get(influencer__code="1", total_payout=30000).pk
    answer = admin_client.get(f"/payouts/{pk}/").content.decode()
    shares = [list(row.values())[-1].text for row in read_tables(answer)[0].rows]
    assert "adding up to ₹300 exactly" in answer
    assert sum(float(text.replace("₹", "")) for text in shares) == 300
    assert len(shares) > 1


def test_an_unallocated_payout_says_that_it_stays_whole(admin_client):
    pk = Payout.objects.get(payout_id="Y3").pk
    assert "so it stays whole" in admin_client.get(f"/payouts/{pk}/").content.decode()
