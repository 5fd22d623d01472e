"""What is kept is loaded once, and again when other code would load it; a real server answers over it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.asking.pages import EMPTY, FORGET, FORGET_ALL, GUNICORN, PAGES, TOUR, Visitor
from bench.asking.questions import list_questions
from bench.asking.worker import run
from bench.engines import SQLite
from bench.forgetting import forget_all, forget_answers
from bench.kept import Kept, own_folder, read_fingerprint
from bench.portal import CommandFailed, Portal
from bench.processes import list_family, read_own_memory
from bench.serving import ask, log_in, running_server

pytestmark = pytest.mark.any_engine


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    return Kept(tmp_path_factory.mktemp("kept"), 300)


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    return Portal(tmp_path_factory.mktemp("portal"))


@pytest.fixture(scope="module")
def engine(kept):
    return SQLite(kept.folder)


@pytest.fixture(scope="module")
def url(kept, engine, portal):
    return kept.load(engine, portal)


@pytest.mark.thorough
def test_a_second_look_does_not_load_again_unless_other_code_would(url, kept, engine, portal, capsys):
    assert kept.load(engine, portal) == url
    assert not capsys.readouterr().err
    note = kept.folder / "sqlite-300.note"
    known = note.read_text()
    note.write_text("other code")
    kept.load(engine, portal, is_stale_good=True)
    assert not capsys.readouterr().err
    kept.load(engine, portal)
    assert "loading 300 events" in capsys.readouterr().err
    assert note.read_text() == known


def test_a_fingerprint_follows_the_code(tmp_path):
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "one.py").write_text("1")
    before = read_fingerprint(tmp_path, ["code"])
    assert read_fingerprint(tmp_path, ["code"]) == before
    (tmp_path / "code" / "one.py").write_text("2")
    assert read_fingerprint(tmp_path, ["code"]) != before


def test_two_measurements_do_not_share_a_folder(tmp_path):
    with own_folder(tmp_path), pytest.raises(SystemExit, match="--kept"), own_folder(tmp_path):
        pass


def test_a_copy_has_what_the_log_of_its_origin_holds(tmp_path):
    import sqlite3

    engine = SQLite(tmp_path)
    engine.create("one")
    writer = sqlite3.connect(engine.path("one"))
    writer.execute("PRAGMA journal_mode=WAL")
    writer.execute("CREATE TABLE here (x)")
    writer.commit()
    engine.create("other", "one")
    with sqlite3.connect(engine.path("other")) as copy:
        assert copy.execute("SELECT count(*) FROM here").fetchone() == (0,)
    writer.close()


@pytest.mark.thorough
def test_a_real_server_answers_every_measured_page(url, engine, portal):
    [cookie] = log_in(portal, engine, url)
    with running_server(portal, url, *GUNICORN) as served:
        visitor = Visitor(engine, served, cookie)
        for path in (EMPTY, FORGET, FORGET_ALL, *(page.path for page in PAGES), *TOUR):
            visitor.get(path)
        assert visitor.count(lambda: visitor.get(PAGES[0].path)) > 0.005
        assert sum(map(read_own_memory, list_family(served.pid))) > 20_000_000
        with pytest.raises(CommandFailed, match="answers 302"):
            Visitor(engine, served, "").get(EMPTY)
    with pytest.raises(OSError):
        ask(served.port, EMPTY)


@pytest.mark.django_db
def test_after_forgetting_the_portal_asks_the_database_again():
    question = next(list_questions())
    run(question)
    assert not count_grouped(question)
    forget_answers()
    assert count_grouped(question)
    forget_all()
    assert count_grouped(question)


def count_grouped(question):
    with CaptureQueriesContext(connection) as sent:
        run(question)
    return sum(" GROUP BY " in statement["sql"] for statement in sent)
