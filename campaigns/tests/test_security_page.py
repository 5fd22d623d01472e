"""docs/security.md says nothing that is not so: its tests exist, its numbers are the program's, level 1 is whole."""

import re
from pathlib import Path

from django.conf import settings

from campaigns.web import costs, middleware
from campaigns.web.login import attempts, devices, sessions

ROOT = Path(settings.BASE_DIR)
TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ITEM = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([123]) \| (yes|partly|no|operator) \| (.+) \| (.+) \|$", re.M)
LEVEL_1 = [
    "1.2.1", "1.2.2", "1.2.3", "1.2.4", "1.2.5", "1.3.1", "1.3.2", "1.5.1", "2.1.1", "2.2.1", "2.2.2", "2.3.1",
    "3.2.1", "3.2.2", "3.3.1", "3.4.1", "3.4.2", "3.5.1", "3.5.2", "3.5.3", "4.1.1", "4.4.1", "5.2.1", "5.2.2",
    "5.3.1", "5.3.2", "6.1.1", "6.2.1", "6.2.2", "6.2.3", "6.2.4", "6.2.5", "6.2.6", "6.2.7", "6.3.1", "6.4.1",
    "6.4.2", "7.2.1", "7.2.2", "7.2.3", "7.2.4", "7.4.1", "7.4.2", "8.1.1", "8.2.1", "8.2.2", "8.3.1", "9.1.1",
    "9.1.2", "9.1.3", "9.2.1", "10.4.1", "10.4.2", "10.4.3", "10.4.4", "10.4.5", "11.3.1", "11.3.2", "11.4.1",
    "12.1.1", "12.2.1", "12.2.2", "13.4.1", "14.2.1", "14.3.1", "15.1.1", "15.2.1", "15.3.1",
]  # fmt: skip


def find_tests():
    """The names of all tests of the repository."""
    for path in (ROOT / "campaigns" / "tests").rglob("test_*.py"):
        yield from re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.M)


def test_every_test_that_is_named_exists():
    named = set(re.findall(r"`(test_\w+)`", TEXT))
    assert len(named) > 80
    assert named - set(find_tests()) == set()


def test_every_item_of_level_1_is_answered_once():
    items = ITEM.findall(TEXT)
    numbers = [number for number, *_ in items]
    assert len(set(numbers)) == len(numbers)
    assert {number for number, level, *_ in items if level == "1"} == set(LEVEL_1)
    assert len(items) == len(re.findall(r"^\| \d", TEXT, re.M))  # no row is misspelt


def test_what_holds_says_what_shows_it_and_what_does_not_hold_is_listed():
    gaps = TEXT.partition("## What does not hold")[2]
    for number, _, state, how, shown in ITEM.findall(TEXT):
        assert "`test_" in shown or shown.startswith("none"), number
        if state == "no":
            assert number in gaps, number
        assert len(how) > 5, number


def test_every_number_of_the_table_of_limits_is_the_programs():
    assert middleware.ADDRESS_MAX_LENGTH == 8_000
    assert middleware.STRANGERS_MAX_BYTES == 64 * 1024
    assert settings.FORM_MAX_BYTES == 1024 * 1024
    assert settings.DATA_UPLOAD_MAX_NUMBER_FIELDS == 2_000
    assert settings.DATA_UPLOAD_MAX_NUMBER_FILES == 20
    assert (attempts.WINDOW_SECONDS, attempts.CHECKS_AT_ONCE, attempts.PATIENCE_SECONDS) == (15 * 60, 2, 1)
    assert settings.ACCOUNT_RATE_LIMITS["login_failed"] == "5/5m/key"
    assert (sessions.RENEW_SECONDS, devices.KEPT_SECONDS) == (5 * 60, 90 * 24 * 3600)
    assert costs.EXPORTS.at_once == costs.UPLOADS.at_once == 3
    assert (costs.SEARCHES.seconds, settings.SEARCHES_PER_MINUTE) == (60, 1_200)
    assert (settings.SESSION_IDLE_SECONDS, settings.SESSION_MAX_SECONDS) == (2 * 3600, 12 * 3600)
