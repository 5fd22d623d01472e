"""What the portal is made of: every package pinned with its hashes, used, under a known licence, and written down."""

import ast
import re
from functools import cache
from importlib.metadata import packages_distributions, version

import pytest
from django.conf import settings
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from campaigns.doctor.packages import list_required
from docs import licences

ROOT = settings.BASE_DIR
COMPILED = ["requirements.txt", "requirements-dev.txt", "requirements-tools.txt"]
NOT_PYTHON = {"tests", "migrations"}


@cache
def asked_for(name):
    """Canonical name → (requirement, reason) of every line of an .in file, without what it includes."""
    lines = (line for line in (ROOT / name).read_text().splitlines() if line and line[0] not in "#-")
    split = ((Requirement(wanted), reason.strip()) for wanted, _, reason in (line.partition("#") for line in lines))
    return {canonicalize_name(requirement.name): (requirement, reason) for requirement, reason in split}


@cache
def pins(name):
    """Canonical name → version of every package of a compiled file, for all machines."""
    text = (ROOT / name).read_text()
    return {canonicalize_name(found[1]): found[2] for found in re.finditer(r"(?m)^([\w.-]+)==([\w.!+]+)", text)}


@pytest.mark.parametrize("name", COMPILED)
def test_every_requirement_is_pinned_and_hashed(name):
    text = (ROOT / name).read_text()
    lines = [line for line in text.replace("\\\n", "").splitlines() if line and not re.match(r" *#", line)]
    assert len(lines) > 20
    for line in lines:
        assert re.fullmatch(r"[\w.-]+==[\w.!+]+( ; [^\\]+?)?( +--hash=sha256:[0-9a-f]{64})+ *", line), line
    assert "://" not in text


@pytest.mark.parametrize("name", COMPILED)
def test_what_is_asked_for_is_what_was_compiled(name):
    for package, (requirement, _) in asked_for(name.replace(".txt", ".in")).items():
        assert requirement.specifier.contains(pins(name)[package], prereleases=True), (
            f"run make requirements: {package}"
        )


def test_the_tests_run_with_the_versions_of_the_server():
    assert pins("requirements.txt").items() <= pins("requirements-dev.txt").items()


def test_what_is_installed_is_what_is_pinned():
    wanted = {each.name: str(each.specifier).removeprefix("==") for each in list_required(ROOT / COMPILED[1])}
    assert {name: version(name) for name in wanted} == wanted


# What is used is asked for, and the other way round


def runtime_modules():
    """Every Python file that a server may run."""
    yield from (ROOT / "manage.py", ROOT / "gunicorn.conf.py")
    for folder in ("healthkart_roi", "campaigns"):
        yield from (path for path in (ROOT / folder).rglob("*.py") if NOT_PYTHON.isdisjoint(path.parts))


def imported(paths):
    """The first parts of all imported names."""
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module.partition(".")[0]


@cache
def used():
    """Canonical names of the packages that a server imports or lists in its settings."""
    named = [*settings.INSTALLED_APPS, *settings.MIDDLEWARE]
    modules = set(imported(runtime_modules())) | {name.partition(".")[0] for name in named}
    owners = packages_distributions()
    return {canonicalize_name(owner) for module in modules for owner in owners.get(module, ())}


def test_every_package_is_used_or_says_why_it_is_there():
    unexplained = {name for name, (_, reason) in asked_for("requirements.in").items() if not reason}
    assert unexplained <= used()


def test_every_package_that_is_used_is_asked_for_by_name():
    assert used() <= asked_for("requirements.in").keys()


def test_every_package_of_the_tests_is_used_or_says_why_it_is_there():
    paths = [*(ROOT / "campaigns" / "tests").rglob("*.py"), *(ROOT / "bench").rglob("*.py"), ROOT / "conftest.py"]
    owners = packages_distributions()
    names = {canonicalize_name(owner) for module in set(imported(paths)) for owner in owners.get(module, ())}
    assert {name for name, (_, reason) in asked_for("requirements-dev.in").items() if not reason} <= names


# Licences


def test_every_licence_is_known_and_asks_for_nothing_of_the_portal():
    for requirement in list_required(ROOT / "requirements.txt"):
        licence = licences.read_licence(requirement.name)
        assert licences.is_accepted(licence), f"{requirement.name}: {licence!r}"


@pytest.mark.parametrize(
    ("expression", "is_accepted"),
    [
        ("MIT", True),
        ("GPL-3.0-only OR MIT", True),
        ("MIT AND GPL-3.0-only", False),
        ("(MPL-2.0 AND MIT)", True),
        ("", False),
        ("Proprietary", False),
    ],
)
def test_one_of_several_offers_must_hold_and_all_parts_of_it(expression, is_accepted):
    assert licences.is_accepted(expression) == is_accepted


def test_the_page_of_licences_is_true():
    assert (ROOT / "docs" / "licences.md").read_text() == licences.write_page(), "run make licences"
