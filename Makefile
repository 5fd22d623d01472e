# Everything a user or a developer runs. `make` alone lists the targets.
# Needed on the machine: make and Python 3.11 or newer.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
# So many random lives on each database: five seconds each on SQLite, ten on PostgreSQL.
LIVES ?= 60
LOCALE ?= hi

VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py

# Stamps: a file each for what is installed, newer than what it was made from. A second `make run` does nothing twice.
VENV_MADE := $(VENV)/made.stamp
RUNTIME := $(VENV)/runtime.stamp
DEVELOPMENT := $(VENV)/development.stamp
# Tools that the portal never runs with, and a Python of its own for the next Django.
TOOLS := .venv-tools
TOOLS_MADE := $(TOOLS)/made.stamp
NEXT := .venv-next
ASSETS := $(VENV)/assets.stamp
CHARTS := campaigns/static/campaigns/made/vega.js
ASSET_SOURCES := $(shell find campaigns/static -not -path '*/made*' 2>/dev/null)

# Python keeps what it has compiled: hundreds of processes would compile the same again.
unexport PYTHONDONTWRITEBYTECODE

# Commands that need no data run without the operator's database and folder.
WITHOUT_DATA := env DATABASE_URL= DATABASE_REPLICA_URLS= VAR_DIR=$(VENV)/var

.DEFAULT_GOAL := help
.PHONY: help run setup test lint format migrations-check test-sqlite test-thorough test-postgres screenshots bench bench-import bench-asking bench-exports load drills life mutants messages requirements licences sbom audit-packages test-next clean
.DELETE_ON_ERROR:

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /\1|/' | \
		while IFS='|' read -r name text; do printf '  make %-18s %s\n' "$$name" "$$text"; done

run: $(ASSETS) ## install, migrate, load the demo into an empty database, serve on HOST:PORT with a worker for jobs
	$(MANAGE) migrate --noinput
	$(MANAGE) demo --if-empty --logins
	@echo "The portal is at http://$(HOST):$(PORT) (stop it with Ctrl-C)"
	@exec $(MANAGE) serve --bind $(HOST):$(PORT)

setup: $(DEVELOPMENT) $(ASSETS) ## install the development requirements and collect the static files

test: setup lint migrations-check test-sqlite test-postgres ## everything that CI runs

lint: $(DEVELOPMENT) ## style and format, changing nothing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(DEVELOPMENT) ## mend style and format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

migrations-check: $(DEVELOPMENT) ## the migrations describe the models
	$(WITHOUT_DATA) $(MANAGE) makemigrations --check --dry-run

test-sqlite: $(DEVELOPMENT) $(ASSETS) ## the tests on SQLite (ARGS="-k name" for some)
	DATABASE_URL= $(BIN)/pytest $(ARGS)

test-thorough: $(DEVELOPMENT) $(ASSETS) ## the tests on SQLite with many more random examples (ARGS="-k undo" for some)
	THOROUGH=1 DATABASE_URL= $(BIN)/pytest $(ARGS)

test-postgres: $(DEVELOPMENT) $(ASSETS) ## the same on PostgreSQL, where there is one, but for clicks in the browser
	$(BIN)/python .ci/with_postgres.py --if-found $(BIN)/pytest --ignore campaigns/tests/browser $(ARGS)

screenshots: $(DEVELOPMENT) $(ASSETS) ## take the pictures of the docs again
	$(BIN)/python docs/screenshots.py

bench: bench-import bench-asking $(if $(wildcard bench/exports),bench-exports) ## all measurements of speed (ARGS="--events 100k" for a quick look); see bench/README.md

bench-import: $(DEVELOPMENT) ## an import's CPU and memory beside the bare rows, on both databases
	$(BIN)/python -m bench.imports --write $(ARGS)

bench-asking: $(DEVELOPMENT) $(ASSETS) ## questions and pages beside DuckDB, pandas and an empty page, on both databases
	$(BIN)/python -m bench.asking --write $(ARGS)

bench-exports: $(DEVELOPMENT) $(ASSETS)
	$(BIN)/python -m bench.exports --write $(ARGS)

load: $(DEVELOPMENT) $(ASSETS) ## many people clicking at a real server while rows are imported (ARGS="--ramp": more and more people, until it is saturated)
	$(BIN)/python -m bench.load --write $(ARGS)

drills: $(DEVELOPMENT) ## kill -9 at random moments of imports and undos; two at once; backups beside them; failovers; full disks
	$(BIN)/python -m bench.drills $(ARGS)

life: $(DEVELOPMENT) $(ASSETS) ## many long random lives of the portal, on both databases (LIVES=20 for fewer, ARGS="--hypothesis-seed=7")
	THOROUGH=1 LIVES=$(LIVES) DATABASE_URL= $(BIN)/pytest -n 0 campaigns/tests/test_life.py $(ARGS)
	THOROUGH=1 LIVES=$(LIVES) $(BIN)/python .ci/with_postgres.py --if-found $(BIN)/pytest -n 0 campaigns/tests/test_life.py $(ARGS)

mutants: $(DEVELOPMENT) $(ASSETS) $(TOOLS_MADE) ## faults in the code that money rests on: do the tests notice? (ARGS="--each 5" for a quick look)
	$(TOOLS)/bin/python -m bench.mutants --write $(ARGS)

messages: $(DEVELOPMENT) ## collect the words to translate (LOCALE=hi) under campaigns/locale; needs GNU gettext
	mkdir -p campaigns/locale
	$(WITHOUT_DATA) $(BIN)/python manage.py makemessages --locale $(LOCALE) --ignore $(VENV) --ignore bench --no-location
	$(WITHOUT_DATA) $(BIN)/python manage.py makemessages --locale $(LOCALE) --ignore $(VENV) --ignore bench --no-location \
		--domain djangojs --ignore static_collected --ignore made

requirements: $(TOOLS_MADE) ## write requirements*.txt from the .in files (ARGS="--upgrade" or "--upgrade-package NAME" for newer ones)
	@for name in requirements requirements-dev requirements-tools; do \
		$(TOOLS)/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-emit-find-links --custom-compile-command "make requirements" \
			$(ARGS) $$name.in --output-file $$name.txt || exit 1; done

licences: $(DEVELOPMENT) ## write docs/licences.md from what is installed
	$(BIN)/python -m docs.licences

sbom: $(TOOLS_MADE) ## what the portal runs with, as CycloneDX JSON in build/sbom.cdx.json
	rm -rf build/runtime
	$(BIN)/python -m venv --without-pip build/runtime
	$(BIN)/pip --python build/runtime/bin/python install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(TOOLS)/bin/cyclonedx-py environment --output-reproducible --of JSON -o build/sbom.cdx.json build/runtime/bin/python
	rm -rf build/runtime

audit-packages: $(TOOLS_MADE) ## ask the database of known vulnerabilities about requirements.txt (needs the internet)
	$(TOOLS)/bin/pip-audit --disable-pip --require-hashes -r requirements.txt

# Overridden, because Django is held at its long-term version, and packages may cap what they were tried with.
test-next: $(TOOLS_MADE) ## the tests on SQLite with the newest Django 6, where there is a Python 3.12 or newer
	@for python in $(PYTHON) python3.14 python3.13 python3.12; do \
		"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null && break || python=; done; \
	if [ -z "$$python" ]; then echo "No Python 3.12 or newer is on this machine: nothing was run with Django 6."; exit 0; fi; \
	"$$python" -m venv $(NEXT) && echo 'Django>=6,<7' > $(NEXT)/override.txt && \
	sed -n 's/ \\$$//; /^[a-z]/p' requirements-dev.txt | grep -v '^django==' > $(NEXT)/pins.txt && \
	$(TOOLS)/bin/uv pip install --quiet --no-config --python $(NEXT)/bin/python --override $(NEXT)/override.txt -r $(NEXT)/pins.txt && \
	env DATABASE_URL= $(NEXT)/bin/python -m pytest --ignore campaigns/tests/test_supply.py $(ARGS)

clean: ## remove what the targets made; the data in var/ stays
	rm -rf $(VENV) $(TOOLS) $(NEXT) build static_collected $(dir $(CHARTS)) .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV_MADE):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or newer is needed as '$(PYTHON)'; name another with: make PYTHON=python3.12 …"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(RUNTIME): requirements.txt $(VENV_MADE)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(DEVELOPMENT): requirements-dev.txt $(RUNTIME)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

$(TOOLS_MADE): requirements-tools.txt
	$(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-tools.txt
	@touch $@

# The charts' JavaScript is made from an installed package, without network.
$(CHARTS): $(RUNTIME) campaigns/management/commands/bundle_charts.py
	$(WITHOUT_DATA) $(MANAGE) bundle_charts

$(ASSETS): $(RUNTIME) $(CHARTS) healthkart_roi/settings.py $(ASSET_SOURCES)
	$(WITHOUT_DATA) $(MANAGE) collectstatic --noinput
	@touch $@
