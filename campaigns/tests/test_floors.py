"""The floors of the house: every module imports downwards only, and heavy packages have one door each."""

import ast
from pathlib import Path

import pytest

import campaigns

ROOT = Path(campaigns.__file__).parent
FLOORS = {
    "names": 0,
    "nouns": 0,
    "sentences": 0,
    "dates": 0,
    "periods": 0,
    "pragmas": 0,
    "formats": 0,
    "outages": 0,
    "allocation": 0,
    "bulk": 0,
    "coded": 0,
    "copies": 0,
    "estimates": 0,
    "scope": 0,
    "snapshots": 0,
    "writers": 0,
    "metrics": 1,
    "roles": 1,
    "models": 2,
    "rollup": 3,
    "audit": 3,
    "checks": 3,
    "edits": 3,
    "loaded": 3,
    "digest": 3,
    "backends": 3,
    "uploads": 3,
    "downloads": 3,
    "replicas": 3,
    "backups": 4,
    "ingest": 4,
    "reports": 4,
    "demo": 5,
    "doctor": 5,
    "jobs": 5,
    "web": 5,
    "admin": 5,
    "apps": 5,
    "management": 5,
    "templatetags": 5,
}
STRANGERS = {("ingest", "reports"), ("reports", "ingest"), ("ingest", "metrics"), ("reports", "rollup")}
FLOOR_0_MAY = {"django.utils", "django.db", "django.conf"}
DOORS = {
    "pandas": "ingest/reader.py",
    "scipy": "estimates.py",
    "django_tables2": "reports/tables.py",
    "django_filters": "reports/filters.py",
    "xlsxwriter": "reports/exports/workbook.py",
    "django_prometheus": "web/monitoring.py",
    "prometheus_client": "web/monitoring.py",
    "django_tasks": "jobs/queue.py",
    "django_tasks_db": "jobs/queue.py",
}


def modules():
    """(path from the app's folder, what it imports) of every module that is no test and no migration."""
    for path in sorted(ROOT.rglob("*.py")):
        place = path.relative_to(ROOT)
        if place.parts[0] not in ("tests", "migrations", "__init__.py"):
            yield place, sorted(imports(path))


def imports(path):
    """The dotted names that a module imports, also inside its functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            if node.module == "campaigns":
                yield from (f"campaigns.{alias.name}" for alias in node.names)
            else:
                yield node.module or ""


def unit_of(place):
    return place.parts[0].removesuffix(".py")


MODULES = list(modules())


def test_the_walk_finds_the_app():
    assert len(MODULES) > 40
    assert any("pandas" in names for _, names in MODULES)


@pytest.mark.parametrize("place", [place for place, _ in MODULES], ids=str)
def test_a_module_imports_downwards_only(place):
    names = dict(MODULES)[place]
    here = unit_of(place)
    for name in names:
        if name.startswith("campaigns."):
            there = name.split(".")[1]
            assert there == here or FLOORS[there] <= FLOORS[here], f"{place} imports {name}"
            assert (here, there) not in STRANGERS, f"{place} imports {name}"


def test_every_module_has_a_floor():
    assert {unit_of(place) for place, _ in MODULES} <= FLOORS.keys()


def test_the_ground_floor_stands_on_the_standard_library_and_a_little_django():
    for place, names in MODULES:
        if FLOORS[unit_of(place)] == 0:
            django = {".".join(name.split(".")[:2]) for name in names if name.startswith("django")}
            assert django <= FLOOR_0_MAY, place


def test_metrics_know_no_models():
    for place, names in MODULES:
        if unit_of(place) == "metrics":
            assert not any(name.startswith("campaigns.models") for name in names), place


@pytest.mark.parametrize("package", DOORS)
def test_a_heavy_package_has_one_door(package):
    users = {str(place) for place, names in MODULES if any(name.split(".")[0] == package for name in names)}
    assert users <= {DOORS[package]}


@pytest.mark.parametrize("package", ["pandas", "scipy"])
def test_a_slow_package_is_imported_only_when_it_is_used(package):
    body = ast.parse((ROOT / DOORS[package]).read_text(encoding="utf-8")).body
    tops = [node for node in body if isinstance(node, (ast.Import, ast.ImportFrom))]
    names = [getattr(node, "module", "") or "" for node in tops] + [a.name for node in tops for a in node.names]
    assert not any(name.split(".")[0] == package for name in names)


def test_every_module_opens_with_a_sentence():
    for place, _ in MODULES:
        tree = ast.parse((ROOT / place).read_text(encoding="utf-8"))
        if tree.body:
            assert ast.get_docstring(tree), place
