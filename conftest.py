"""What every test stands on: an environment of its own, cheap passwords, and a browser where there is one.

`browser_page` is a page of the system's Chromium at the live server, `sign_in(user)` logs it in, and
`browser_problems` lists what the browser complained about: a test that leaves one in it fails.
"""

import gc
import os
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.test import Client
    from playwright.sync_api import Browser, Page

# Before Django reads its settings: of the developer's shell only the choice of database counts.
OPERATOR_VARIABLES = (
    "ALLOWED_HOSTS",
    "BACKUP_DIR",
    "CSRF_TRUSTED_ORIGINS",
    "CURRENCY",
    "DATABASE_CONN_MAX_AGE",
    "DATABASE_POOLED",
    "DATABASE_REPLICA_URLS",
    "DEBUG",
    "EXPORTS_PER_HOUR",
    "LOGIN_TRIES",
    "LOGIN_TRIES_PER_ADDRESS",
    "OIDC_CLIENT_ID",
    "OIDC_CLIENT_SECRET",
    "OIDC_NAME",
    "OIDC_NEWCOMER_DOMAIN",
    "OIDC_SERVER_URL",
    "LOG_FORMAT",
    "LOG_LEVEL",
    "METRICS_TOKEN",
    "SEARCHES_PER_MINUTE",
    "SECURE",
    "SESSION_IDLE_MINUTES",
    "SESSION_MAX_HOURS",
    "TIME_ZONE",
    "TRUSTED_PROXY",
    "UPLOADS_PER_HOUR",
    "UPLOAD_MAX_MB",
)
for variable in OPERATOR_VARIABLES:
    os.environ.pop(variable, None)
FOLDER = Path(tempfile.mkdtemp(prefix="healthkart-tests-"))
os.environ["VAR_DIR"] = str(FOLDER / "var")
os.environ["SECRET_KEY"] = "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ"
os.environ["DJANGO_SETTINGS_MODULE"] = "healthkart_roi.settings"

# No deadline: the first example pays for warming up.
hypothesis.settings.register_profile("suite", deadline=None, print_blob=True)
hypothesis.settings.load_profile("suite")

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER_FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE = 15_000
"""Milliseconds until a page must show what a test waits for: the machine may be busy."""
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
    console.error(`Content-Security-Policy ${event.effectiveDirective} stopped ${event.blockedURI}`));
"""


def pytest_configure(config: pytest.Config) -> None:
    """Replace what is slow or needs a build, before the first test."""
    from django.conf import settings
    from django.test import override_settings

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    # A job is done as soon as what asked for it is committed; tests of real workers start their own processes.
    override_settings(TASKS={"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}).enable()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"]:
        # A file, as in production: connections to one memory neither wait for locks nor have a WAL.
        database.setdefault("TEST", {})["NAME"] = str(FOLDER / "test.sqlite3")
        # No test pulls the plug, so nothing waits for the disk; the PostgreSQL of the tests does not either.
        options = database["OPTIONS"]
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    shutil.rmtree(FOLDER, ignore_errors=True)


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """The machine's own Chromium, started once per test process."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.skip("No Chromium or Chrome is on this machine: the browser tests did not run.")
    from playwright.sync_api import expect, sync_playwright

    # Playwright's plain interface keeps an event loop running, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=BROWSER_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def browser_problems() -> list[str]:
    """Console errors, exceptions and policy violations; a test that provokes some clears the list itself."""
    return []


@pytest.fixture
def browser_page(browser: "Browser", live_server: Any, browser_problems: list[str]) -> Iterator["Page"]:
    """An empty page of a fresh session, addresses from `/` on. Complaints of the browser fail the test."""
    context = browser.new_context(base_url=live_server.url)
    context.set_default_timeout(PATIENCE)
    context.add_init_script(REPORT_VIOLATIONS)
    page = context.new_page()
    page.on("console", lambda said: said.type == "error" and browser_problems.append(said.text))
    page.on("pageerror", lambda error: browser_problems.append(str(error)))
    yield page
    context.close()
    assert not browser_problems, "The browser complained: " + "; ".join(browser_problems)


@pytest.fixture
def sign_in(browser_page: "Page", client: "Client", live_server: Any) -> Callable[["AbstractBaseUser"], None]:
    """Log the page in as a user, without typing a password."""
    from django.conf import settings

    def sign_in_as(user: "AbstractBaseUser") -> None:
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME]
        cookie = {"name": session.key, "value": session.value, "url": live_server.url}
        browser_page.context.add_cookies([cookie])

    return sign_in_as


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """Tests roll their data back without a write, and some write past the code: no answer outlives its test, and no
    sign of life either, which is known by a number that the next test uses again."""
    from campaigns.reports import answers, labels
    from campaigns.web import costs

    costs.forget()
    answers.forget()
    labels.forget()
    shutil.rmtree(FOLDER / "var" / "jobs", ignore_errors=True)


ENGINE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server", "django_db_reset_sequences"}
PAGES = ("web", "admin", "reports", "charts", "quality", "permissions", "payouts", "login", "exports")
DRAWN = dict.fromkeys(PAGES, 0.3) | {"ingest": 0.5}
"""The part that is drawn of tests of pages, which ask through Django alone, as on SQLite, and of those of files."""
CASES = 5
"""So many cases are drawn of a test of pages that does not say ``by_lot`` itself."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, leave out what no database plays a part in, and what is long and marked ``any_engine``: it ran on
    SQLite. Of tests of pages and files there, and of cases marked ``by_lot``, some are drawn. THOROUGH=1 runs all.

    Browsers come first: their files take longest, and nobody waits for one then.
    """
    from django.conf import settings

    from campaigns.tests.examples import IS_THOROUGH

    items.sort(key=lambda item: "browser" not in item.path.parts)
    if IS_THOROUGH:
        return
    lot = random.Random(os.environ.get("PYTEST_XDIST_TESTRUNUID"))  # every process of a run draws the same
    left_out = {item for item in items if item.get_closest_marker("thorough")} | _draw_blanks(items, lot)
    if "sqlite" not in settings.DATABASES["default"]["ENGINE"]:
        left_out |= {item for item in items if item.get_closest_marker("any_engine") or not _meets_database(item)}
        left_out |= {item for item in items if lot.random() >= _find_share(item)}
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is there now stays: the collector of garbage need not look through it again and again."""
    gc.collect()
    gc.freeze()


def _find_share(item: pytest.Item) -> float:
    """How large a part of such tests is drawn on PostgreSQL."""
    return next((DRAWN[folder] for folder in item.path.parts if folder in DRAWN), 1)


def _draw_blanks(items: list[pytest.Item], lot: random.Random) -> set[pytest.Item]:
    """Of each test marked ``by_lot``, and of each of pages, the cases that are not drawn."""
    cases: dict[str, list[pytest.Item]] = {}
    for item in items:
        cases.setdefault(item.nodeid.partition("[")[0], []).append(item)
    blanks: set[pytest.Item] = set()
    for some in cases.values():
        count = min(_find_count(some[0]) or len(some), len(some))
        blanks |= {*some} - {*lot.sample(some, count)}
    return blanks


def _find_count(item: pytest.Item) -> int:
    """How many cases of such a test are drawn; 0 for all."""
    if marker := item.get_closest_marker("by_lot"):
        return marker.args[0]
    return CASES if set(PAGES) & {*item.path.parts} and _meets_database(item) else 0


def _meets_database(item: pytest.Item) -> bool:
    """Whether a test uses this run's database: by a mark, a fixture, or processes that its module starts."""
    is_marked = item.get_closest_marker("django_db") is not None
    return is_marked or bool(ENGINE_FIXTURES & set(item.fixturenames)) or _starts_processes(item.path)


@cache
def _starts_processes(module: Path) -> bool:
    return any(word in module.read_text(encoding="utf-8") for word in ("DATABASE_URL", "processes", "subprocess"))
