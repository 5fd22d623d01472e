"""What was computed before is shown again only while nothing has been written, and then byte for byte."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from campaigns import edits
from campaigns.ingest.undo import undo_run
from campaigns.models import DataVersion, ImportRun, Product, TrackingEvent
from campaigns.reports import answers, labels
from campaigns.tests.builders import must_load
from campaigns.tests.golden import GOLDEN
from campaigns.tests.reports.pages import TABLE_PAGES
from campaigns.writers import write_alone, write_beside

pytestmark = pytest.mark.django_db


def read(client, path):
    """A page without its form's token, which is another one each time."""
    text = client.get(path).content.decode()
    return "\n".join(line for line in text.splitlines() if "csrfmiddlewaretoken" not in line)


@pytest.mark.by_lot(5)
@pytest.mark.parametrize("page", TABLE_PAGES)
def test_a_kept_page_is_byte_for_byte_a_fresh_one(admin_client, page):
    must_load(GOLDEN)
    first, kept = read(admin_client, f"/{page}/"), read(admin_client, f"/{page}/")
    answers.forget()
    assert first == kept == read(admin_client, f"/{page}/")


def test_asking_again_groups_nothing(admin_client):
    must_load(GOLDEN)
    admin_client.get("/campaigns/")
    with CaptureQueriesContext(connection) as asked:
        admin_client.get("/campaigns/")
    assert not [query for query in asked if "GROUP BY" in query["sql"]]


def test_a_write_is_seen_at_once(admin_client):
    must_load(GOLDEN)
    assert "8,500" in read(admin_client, "/campaigns/")
    must_load({"tracking": [GOLDEN["tracking"][0] | {"revenue": "1", "date": "2025-08-01"}]})
    assert "8,501" in read(admin_client, "/campaigns/")


def test_a_new_name_is_seen_at_once(admin_client):
    must_load({"tracking": [GOLDEN["tracking"][0] | {"product": "Wey"}]})
    assert "Wey" in read(admin_client, "/products/")
    product = Product.objects.get(key="wey")
    product.name = "Whey"
    with write_alone("an edit"):
        edits.save_row(product)
    assert "Whey" in read(admin_client, "/products/")


def test_every_kind_of_write_gives_another_version():
    seen = [DataVersion.read()]
    must_load(GOLDEN)
    seen.append(DataVersion.read())
    event = TrackingEvent.objects.first()
    event.orders += 1
    edits.save_fact(event)
    seen.append(DataVersion.read())
    must_load({"tracking": [GOLDEN["tracking"][0] | {"date": "2025-08-01"}]})
    undo_run(ImportRun.objects.first().pk, "somebody")
    seen.append(DataVersion.read())
    edits.delete_facts(TrackingEvent.objects.all())
    seen.append(DataVersion.read())
    assert len(set(seen)) == len(seen)


def test_a_write_that_is_taken_back_leaves_the_version():
    before = DataVersion.read()
    with transaction.atomic():
        must_load(GOLDEN)
        during = DataVersion.read()
        transaction.set_rollback(True)
    assert before == DataVersion.read() != during


def test_what_is_written_beside_the_figures_leaves_the_version():
    before = DataVersion.read()
    with write_beside("a note"):
        pass
    assert DataVersion.read() == before


def test_no_more_is_kept_than_the_limit(monkeypatch):
    must_load(GOLDEN)
    monkeypatch.setattr(answers, "MOST_ROWS", 5)
    for product in range(20):
        answers.ask(Product.objects.filter(pk__gt=product).values("pk"), "v")
    assert answers._kept._rows <= 5


@pytest.mark.parametrize(
    ("databases", "made"), [(["default"], ["a-brands", "a", "b", "a", "c", "b"]), (["default", "replica"], None)]
)
def test_answers_of_states_that_others_have_followed_are_forgotten(databases, made, monkeypatch):
    monkeypatch.setattr(answers, "count_states", lambda: len(databases))
    asked = []

    def ask(version):
        return answers.keep(version, ("name",), lambda: asked.append(version) or [version], len)

    for version in ("a-brands", "a", "a", "b", "a", "b", "c", "c", "b"):
        assert ask(version) == [version]
    assert asked == (made or ["a-brands", "a", "b", "c"])
    present = {"c"} if made else {"b", "c"}
    assert {key[0] for key in answers._kept._answers} == present and answers._kept._rows == len(present)


def test_a_state_that_is_gone_does_not_come_back():
    for version in ("a", "b", "a"):
        answers.keep(version, ("name",), lambda: ["rows"], len)
    assert [key[0] for key in answers._kept._answers] == ["b"]


def test_a_replica_may_be_a_state_behind(monkeypatch):
    assert answers.count_states() == len(settings.DATABASES) == 1
    monkeypatch.setattr(settings, "DATABASES", {**settings.DATABASES, "replica": {}})
    assert answers.count_states() == 2


def test_names_of_old_states_are_forgotten_too():
    for version in ("a", "a-brands", "b", "b-brands"):
        labels._know(version)
    assert list(labels._known) == ["b", "b-brands"]


def test_what_several_ask_for_at_once_is_made_once():
    gate, made = threading.Barrier(4), []

    def make():
        time.sleep(0.05)
        made.append("made")
        return ["rows"]

    def ask(_):
        gate.wait()
        return answers.keep("v", ("at once",), make, len)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, range(4))) == [["rows"]] * 4
    assert made == ["made"]


def test_what_could_not_be_made_is_made_by_the_next():
    def fail():
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        answers.keep("v", ("failed",), fail, len)
    assert answers.keep("v", ("failed",), lambda: ["rows"], len) == ["rows"]
