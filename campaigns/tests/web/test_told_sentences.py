"""Sentences that Python composes reach people in their language, and files and the database in English."""

import io
import re
import zipfile

import pytest

from campaigns.ingest.kinds import KINDS
from campaigns.outages import FULL
from campaigns.sentences import kept, retell, retell_as
from campaigns.tests.builders import must_load
from campaigns.tests.golden import GOLDEN
from campaigns.tests.web.made_up import drop_told, made_up_language
from campaigns.tests.web.test_marked_strings import read_words

PAID = kept("{count} of {what} are paid.")
KIND = kept("a {kind} basis")
DATES = r"[\d –]*\d+( [A-Z][a-z]{2})?( 20\d\d)?( – \d.*)?|[A-Z][a-z]{2} 20\d\d"
NAMES = "admin|Asha|Ben|Chi|Herbalife|MuscleBlaze|Protein_|Tea_|Instagram|YouTube|Fitness|Nutrition|Wellness|Male"
DATA = re.compile(
    rf"(= .*|{DATES}|.*({NAMES}).*|Female|Non-binary|order|influencer|x|command.*|.*csv.*|run "
    rf"1|posts|payouts|tracking|influencers)"
)
"""Formulas, days, and what files say."""


@pytest.fixture
def language(monkeypatch):
    with made_up_language(monkeypatch):
        yield


def ask(client, path, **query):
    return client.get(path, query).content.decode()


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("3 of posts are paid.", "⟦3 of ⟦posts⟧ are paid.⟧"),
        ("3 of a post basis are paid.", "⟦3 of ⟦a post basis⟧ are paid.⟧"),
        ("3 of posts are paid. Run 7 stays.", "⟦3 of ⟦posts⟧ are paid.⟧ Run 7 stays."),
        (FULL.describe(), f"⟦{FULL.title}⟧. ⟦{FULL.sentence}⟧"),
        ("Nobody knows this one.", "Nobody knows this one."),
        ("", ""),
    ],
)
def test_a_kept_sentence_is_told_with_its_values(language, sentence, told):
    assert retell(sentence) == told


def test_in_english_nothing_changes():
    assert retell("3 of a post basis are paid.") == "3 of a post basis are paid."


@pytest.mark.parametrize("code", KINDS)
def test_every_problem_is_told_with_its_values(language, code):
    message = KINDS[code].message
    names = ("value", "column", "reason", "missing", "nearest", "dataset", "names", "stored", "advice")
    plain = {**dict.fromkeys(names, "12"), "found": 12, "limit": 1200, "day_first": "12", "month_first": "7"}
    stored = message.format(
        **plain | {"wanted": 3, "first": 7, "gone": 1200} | ({"stored": 9} if ":," in message else {})
    )
    assert drop_told(retell_as(message, stored)) == ""
    assert "{" not in retell_as(message, stored)


@pytest.mark.django_db
def test_a_refused_address_says_why(language, admin_client):
    html = ask(admin_client, "/payouts/", sort="nope", period="never", result="odd", run="first", nothing=1)
    sentences = html.split("<ul>")[-1].split("</ul>")[0].replace("</li>", "").split("<li>")[1:]
    assert [drop_told(sentence) for sentence in sentences] == ["", "period: ", "run: ", "result: ", ""]


@pytest.mark.django_db
def test_chips_are_told(language, admin_client):
    must_load(GOLDEN)
    html = ask(admin_client, "/campaigns/", brand="MB", category__empty=1, q="one", period="last_7_days", tier="nano")
    for told in ("<b>⟦empty⟧</b>", "⟦is⟧ <b>MB</b>", "⟦Search⟧:", "⟦Last 7 days⟧:", "<b>⟦⟦Nano⟧, below 10k⟧</b>"):
        assert told in html, told


PAGES = (
    *("/", "/insights/", "/campaigns/", "/influencers/", "/sources/", "/personas/", "/payouts/", "/payouts/missing/"),
    *("/campaigns/?compare=previous&date_after=2025-07-01&date_before=2025-07-31", "/tracking/", "/quality/"),
    *("/payouts/1/", "/influencers/1/", "/compare/?report=campaigns&id=1&id=2", "/views/", "/exports/", "/posts/?q=x"),
    *("/audit/", "/imports/", "/metrics/"),
)


@pytest.mark.django_db(reset_sequences=True)
@pytest.mark.by_lot(5)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_with_data_is_told(language, admin_client, path):
    must_load(GOLDEN)
    answer = admin_client.get(path)
    assert answer.status_code == 200
    left = read_words(drop_told(answer.content.decode()))
    assert [text for text in left if not DATA.fullmatch(text)] == []


@pytest.mark.django_db
def test_what_is_kept_between_requests_keeps_languages_apart(admin_client, monkeypatch):
    must_load(GOLDEN)
    for path in ("/campaigns/?category=Fitness", "/personas/?brand=MB", "/payouts/missing/", "/insights/"):
        with made_up_language(monkeypatch):
            told = ask(admin_client, path)
        assert "⟦" not in ask(admin_client, path)
        with made_up_language(monkeypatch):
            assert read_words(ask(admin_client, path)) == read_words(told)


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["payouts", "campaigns", "tracking"])
def test_files_are_written_in_english(admin_client, monkeypatch, page):
    must_load(GOLDEN)
    queries = [{"_export": "csv"}, {"_export": "xlsx", "brand": "MB", "platform__empty": "0"}]
    english = [read_file(admin_client.get(f"/{page}/", query)) for query in queries]
    with made_up_language(monkeypatch):
        assert [read_file(admin_client.get(f"/{page}/", query)) for query in queries] == english


def read_file(answer):
    """The words in it; a workbook's are apart from the moment it was made."""
    content = answer.getvalue()
    if not content.startswith(b"PK"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        texts = "".join(book.read(name).decode() for name in book.namelist() if "sheet" in name or "shared" in name)
    return re.sub(r"20\d\d-\d\d-\d\d \d\d:\d\d", "", texts)
