"""What tests of the imports pages share. Imports are late: Django starts after this file is read."""

import pytest


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    settings.VAR_DIR.mkdir()
    return settings.VAR_DIR


@pytest.fixture
def importer(db):
    """Somebody who may import."""
    return _log_in("imran")


@pytest.fixture
def other(db):
    """Somebody else who may import."""
    return _log_in("iris")


def _log_in(name):
    from django.test import Client

    from campaigns.tests.web.imports.person import Person
    from campaigns.tests.web.people import make_importer

    return Person(Client(), make_importer(name))
