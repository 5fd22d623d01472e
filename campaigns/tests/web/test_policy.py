"""What pages may hold: nothing inline, no live address from a file, and a policy that forbids both anyway."""

from html.parser import HTMLParser

import pytest
from django.conf import settings

from campaigns.models import Campaign, ImportRun, Influencer, Payout
from campaigns.tests.builders import must_load
from campaigns.tests.reports.pages import REPORT_PAGES, TABLE_PAGES, read_tables, screen
from campaigns.tests.reports.samples import SAMPLE

pytestmark = [pytest.mark.django_db, pytest.mark.any_engine]
ADMIN = (
    "influencer", "trackingevent", "post", "payout", "campaign", "brand", "source", "importrun", "job",
    "headermapping", "savedview",
)  # fmt: skip


class Inline(HTMLParser):
    """Collects what a strict policy forbids: scripts and styles in the page, handlers, addresses that run."""

    def __init__(self):
        super().__init__()
        self.found, self._in = [], ""

    def handle_starttag(self, tag, attrs):
        self._in = tag if tag in ("script", "style") and not dict(attrs).get("src") else ""
        if tag == "script" and dict(attrs).get("type") == "application/json":
            self._in = ""  # data, which no browser runs
        for name, value in attrs:
            live = (value or "").strip().lower().startswith(("javascript:", "data:text", "vbscript:"))
            if name == "style" or name.startswith("on") or live:
                self.found.append(f"<{tag} {name}={value}>")

    def handle_endtag(self, tag):
        self._in = ""

    def handle_data(self, data):
        if self._in and data.strip():
            self.found.append(f"<{self._in}>{data[:60]}")


def inline_in(answer):
    reader = Inline()
    reader.feed(answer.content.decode())
    return reader.found


@pytest.fixture
def sample():
    must_load(SAMPLE)


def portal_paths():
    campaign = Campaign.objects.get(key="mb_one").pk
    person = Influencer.objects.get(code="1").pk
    payout = Payout.objects.get(payout_id="Y1").pk
    return [
        "/", "/insights/", "/metrics/", "/metrics/ranking/", "/quality/", "/views/", "/imports/",
        f"/imports/runs/{ImportRun.objects.get().pk}/", "/password/", "/nowhere/", "/?q=%00", "/security/",
        *(f"/{page}/" for page in TABLE_PAGES), "/campaigns/?brand=mb&roas_min=0", "/campaigns/?brand=nobody",
        f"/compare/?report=campaigns&id={campaign}&id={Campaign.objects.get(key='hk_two').pk}",
        "/campaigns/?compare=previous&date_after=2025-07-15&date_before=2025-07-31",
        f"/campaigns/{campaign}/", f"/influencers/{person}/", "/months/2025-07/", f"/payouts/{payout}/",
    ]  # fmt: skip


def test_no_page_of_the_portal_holds_anything_inline(admin_client, sample):
    for path in portal_paths():
        assert inline_in(admin_client.get(path)) == [], path


def test_no_page_for_strangers_holds_anything_inline(client):
    for path in ("/login/", "/login/?next=/campaigns/"):
        assert inline_in(client.get(path)) == [], path


def test_no_page_of_the_admin_holds_anything_inline(admin_client, sample):
    paths = ["/admin/", *(f"/admin/campaigns/{model}/" for model in ADMIN)]
    paths += [f"/admin/campaigns/{model}/add/" for model in ADMIN[:7]]
    paths += [f"/admin/campaigns/campaign/{Campaign.objects.get(key='mb_one').pk}/change/"]
    for path in paths:
        answer = admin_client.get(path)
        assert answer.status_code == 200, path
        assert inline_in(answer) == [], path


def test_the_parser_sees_what_it_looks_for():
    class Answer:
        content = b'<p style="a" onclick="b"><a href=" JavaScript:x">c</a><script>d</script><style>e</style>'

    assert len(inline_in(Answer)) == 5


def policy_of(answer):
    parts = (part.strip().partition(" ") for part in answer["Content-Security-Policy"].split(";"))
    return {name: set(values.split()) for name, _, values in parts}


def test_every_answer_carries_the_strict_policy(admin_client, client, sample):
    paths = [*portal_paths(), "/admin/", "/campaigns/?page=0", "/suggest/brand/", "/campaigns/?_export=csv"]
    answers = [admin_client.get(path) for path in paths]
    for answer in (*answers, client.get("/login/"), client.get("/healthz")):
        policy = policy_of(answer)
        assert policy["default-src"] == {"'none'"}
        assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == {"'self'"}
        assert policy["base-uri"] == policy["frame-ancestors"] == {"'none'"}
        assert policy["form-action"] == {"'self'"}
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["X-Content-Type-Options"] == "nosniff"


def test_cookies_are_out_of_reach_for_scripts_and_other_sites(client):
    client.get("/login/")
    assert settings.SESSION_COOKIE_HTTPONLY
    assert client.cookies["csrftoken"]["samesite"] == "Lax"


def post_cells(client, urls):
    rows = [
        {"influencer_id": "1", "date": "2025-07-01", "url": url, "post_id": f"P{number}"}
        for number, url in enumerate(urls)
    ]
    must_load({"posts": rows})
    return [row["url"] for row in screen(client, "posts", sort="post_id").rows]


def test_only_web_addresses_of_posts_are_links(admin_client):
    live = [
        "javascript:alert(1)",
        " JaVaScript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "ftp://a.example/",
        "x",
    ]
    web = ["https://a.example/1?b=1&c=2", "HTTP://a.example/2"]
    cells = post_cells(admin_client, [*live, *web])
    assert [cell.href for cell in cells] == [""] * len(live) + web
    assert [cell.text for cell in cells[-2:]] == web


def test_text_from_files_is_escaped_on_every_page(admin_client):
    evil = "<script>alert(1)</script>"
    person = {"id": evil, "name": evil, "category": evil, "gender": evil, "platform": evil}
    row = {"influencer_id": evil, "campaign": evil, "brand": evil}
    must_load({
        "influencers": [person],
        "posts": [row | {"date": "2025-07-01", "platform": evil, "caption": evil, "url": evil, "post_id": evil}],
        "tracking": [row | {"date": "2025-07-01", "revenue": "1", "orders": "1", "product": evil, "source": evil}],
        "payouts": [{"influencer_id": evil, "basis": "hybrid", "rate": evil, "total_payout": "1", "status": evil}],
    })  # fmt: skip
    person, campaign = Influencer.objects.get(code=evil).pk, Campaign.objects.get(name=evil).pk
    paths = ["/", "/insights/", *(f"/{page}/" for page in TABLE_PAGES), f"/influencers/{person}/"]
    paths += [
        f"/compare/?report=campaigns&id={campaign}&id=0",
        f"/campaigns/{campaign}/",
        f"/payouts/{Payout.objects.get().pk}/",
        f"/campaigns/?brand={evil}",
    ]
    for path in [*paths, "/admin/campaigns/post/", "/admin/campaigns/payout/"]:
        answer = admin_client.get(path)
        assert evil not in answer.content.decode(), path
        assert inline_in(answer) == [], path
    assert evil in {row["campaign"].text for row in screen(admin_client, "campaigns").rows}


def test_every_table_of_a_report_is_read_from_its_html(admin_client, sample):
    for page in REPORT_PAGES:
        assert read_tables(admin_client.get(f"/{page}/").content.decode())[0].rows, page
