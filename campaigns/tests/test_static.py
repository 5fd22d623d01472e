"""Static files are found where pages expect them, and are collected beside the code."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.checks import run_checks

from campaigns.management.commands.bundle_charts import write_bundle
from campaigns.web.bundle import BUNDLE, find_bundle


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


def test_the_charts_javascript_is_made_from_the_package(tmp_path: Path) -> None:
    path = tmp_path / "made" / "vega.js"
    write_bundle(path)
    text = path.read_text(encoding="utf-8")
    assert "window.vegaEmbed" in text and "sourceMappingURL" not in text
    assert [file.name for file in path.parent.iterdir()] == ["vega.js"]


def test_a_portal_whose_setup_made_no_bundle_goes_without(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert find_bundle().endswith(BUNDLE)
    strict = ManifestStaticFilesStorage(location=tmp_path)
    monkeypatch.setattr("campaigns.web.bundle.staticfiles_storage", strict)
    assert find_bundle() == ""
