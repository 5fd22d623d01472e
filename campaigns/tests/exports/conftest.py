"""Exports of tests lie in a folder of their own."""

import pytest


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path_factory):
    settings.VAR_DIR = tmp_path_factory.mktemp("var")
    return settings.VAR_DIR
