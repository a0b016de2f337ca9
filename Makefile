# newscrawl: `make demo` shows what it does, `make test` checks everything, `make crawl` crawls the live channel.
PYTHON ?= python3
BIN := .venv/bin
# Tests that run side by side: most of them wait for a crawl.
WORKERS ?= 3
.DEFAULT_GOAL := help
# Tests that start no crawl: the fast ones of `make check`.
FAST := newscrawl tests/clusters tests/pages tests/pipelines tests/run tests/spiders tests/store tests/text \
	tests/commands/test_help.py tests/commands/test_invalid.py tests/test_layers.py tests/test_urls.py
.PHONY: help setup setup-prod demo check test test-extras crawl format bench torture fuzz rules

help:  ## show these targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

setup: .venv/ready  ## make .venv with everything a developer needs

setup-prod: .venv/prod  ## make .venv with what a crawl needs, checked by hash, and nothing for tests

.venv/prod: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo "newscrawl needs Python 3.11 or newer as '$(PYTHON)': install it (Debian: apt-get install python3 python3-venv) or name one with make PYTHON=…"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "'$(PYTHON)' comes without venv: install it (Debian: apt-get install python3-venv)"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/ready: .venv/prod requirements.txt requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

demo: setup-prod  ## crawl the bundled sample channel into data/demo/
	$(BIN)/scrapy demo

check: setup  ## format, lint, types and the fast tests: in less than a minute, for use between commits
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal -m "not extras and not slow" $(FAST)

test: setup  ## format, lint, types and tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

test-extras: setup  ## slower checks that install packages: a wheel from a clean clone in a fresh environment
	$(BIN)/python -m pytest -m extras

format: setup  ## format the code and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

crawl: setup-prod  ## crawl the live channel into data/
	$(BIN)/scrapy crawl politics

bench: setup  ## measure stories a second and peak memory over 5,000 stories
	$(BIN)/python -m benchmarks.crawl 5000

torture: setup  ## kill 200 crawls, inject faults at every kind of write, crawl through seasons: nothing may be lost or repeated
	$(BIN)/python -m tests.torture 200
	$(BIN)/python -m tests.injection
	$(BIN)/python -m tests.corruption 200
	$(BIN)/python -m tests.seasons --all

rules: setup  ## list the rules for reading pages that no saved page needs
	$(BIN)/python -m tests.rules

fuzz: setup  ## read spoilt pages for ten minutes
	$(BIN)/python -m tests.test_fuzz 10
