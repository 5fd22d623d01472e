"""Static files are found where pages expect them, and are collected beside the code."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.checks import run_checks


@pytest.mark.parametrize("name", ["css/bootstrap.min.css", "js/bootstrap.bundle.min.js"])
def test_bootstrap_is_found(name: str) -> None:
    found = finders.find(f"js-lib-bootstrap5/{name}")
    assert found is not None
    assert "Bootstrap" in Path(found).read_text(encoding="utf-8")[:300]


def test_every_static_folder_exists() -> None:
    warnings = [str(message) for message in run_checks(tags=["staticfiles"])]
    assert warnings == []


def test_collected_files_do_not_lie_among_the_data() -> None:
    assert not Path(settings.STATIC_ROOT).is_relative_to(settings.VAR_DIR)
