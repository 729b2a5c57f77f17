# Everything a person or a machine does with this repository. `make help` says what there is.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.NOTPARALLEL:

PYTHON ?= python3
PORT ?= 8000
SEKISHO_DATA ?= ./var
PYTEST_ARGS ?=
export PORT SEKISHO_DATA

SETUP := $(PYTHON) -I scripts/setup_env.py
PY := .venv/bin/python
FLASK := $(PY) -m flask --app app

# Tests bring their own data and ports; what the shell points at must never be touched by them.
ISOLATED := env -u DATABASE_URL -u SEKISHO_DATA -u PORT
PYTEST := $(ISOLATED) $(PY) -m pytest $(PYTEST_ARGS)

# A folder below tests/ belongs to exactly one of these lists; tests/architecture/test_suites.py holds that.
FAST := unit integration content architecture golden migrations
SLOW := browser
FAULTS := faults
SECURITY := security
suite = $(wildcard $(addprefix tests/,$(1)))

.PHONY: help
help:  ## show these targets and settings
	@echo "Sekisho. Needs Python 3.11 or newer and make; everything else is set up on the first use."
	@echo
	@sed -n 's/^\([a-z-]*\):.*  ## \(.*\)$$/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-20s %s\n", $$1, $$2}'
	@echo
	@echo "Commands on the server: $(FLASK) …"
	@echo "  exchange import KIND FILE   compare a ledger with the register; with --apply store it"
	@echo "  exchange export KIND FILE   write a ledger as Excel or CSV"
	@echo "  standards check [PATH…]     is every content file as it must be?"
	@echo "  standards publish           put the delivered content to use, where it differs"
	@echo "  admin, audit, db, doctor, files, demo: each says more with --help"
	@echo
	@echo "Settings (as in: make run PORT=9000)"
	@echo "  PORT           port on 127.0.0.1                    [$(PORT)]"
	@echo "  SEKISHO_DATA   folder for database, files and keys  [$(SEKISHO_DATA)]"
	@echo "  DATABASE_URL   PostgreSQL address                   [SQLite inside SEKISHO_DATA]"
	@echo "  PYTHON         interpreter for the set-up           [$(PYTHON)]"
	@echo "  PYTEST_ARGS    further arguments for pytest         [$(PYTEST_ARGS)]"

.PHONY: run
run: setup-run  ## set up, migrate, load demonstration data once, serve on http://localhost:8000
	@exec $(PY) -m app.serve

.PHONY: test
test: setup-test setup-system check test-fast test-browser test-small  ## every check and every test, PostgreSQL and browser included

.PHONY: check
check: setup-test  ## lint, format, layers, types, security lint (under a minute)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	.venv/bin/lint-imports --no-logo
	$(PY) -m mypy
	$(PY) -m bandit -q -r app scripts -c pyproject.toml

.PHONY: test-fast
test-fast: setup-test  ## unit, integration, content, architecture, golden and migration tests
	$(PYTEST) -n 2 --dist loadscope $(call suite,$(FAST))

.PHONY: test-browser
test-browser: setup-test setup-system  ## journeys, accessibility and pictures in a real browser
ifneq ($(call suite,$(SLOW)),)
	$(PYTEST) -n 2 --dist loadfile $(call suite,$(SLOW))
endif

.PHONY: test-small
test-small: setup-test  ## fault and security harnesses with small numbers
	$(PYTEST) -n 2 --dist loadfile $(call suite,$(FAULTS))
	$(PYTEST) -n 2 --dist loadscope $(call suite,$(SECURITY))

.PHONY: bench
bench: setup-test  ## print and store the performance figures
	$(ISOLATED) $(PY) -m bench

.PHONY: faults
faults: setup-test  ## fault harness with full numbers (long)
	SEKISHO_FULL=1 $(PYTEST) tests/faults

.PHONY: security
security: setup-test setup-system  ## security harness with full numbers (long)
	SEKISHO_FULL=1 $(PYTEST) tests/security

.PHONY: demo-reset
demo-reset: setup-run  ## throw the demonstration data away and load it afresh
	$(FLASK) demo reset

.PHONY: messages
messages: setup-test  ## put new words of code and pages into the Japanese catalogues
	$(PY) -m scripts.update_messages

.PHONY: format
format: setup-test  ## format the code and mend what the linter can mend
	$(PY) -m ruff check --fix-only .
	$(PY) -m ruff format .

.PHONY: lock
lock: setup-test  ## resolve requirements/*.in again into hash-pinned files
	$(PY) -m scripts.lock_requirements

.PHONY: clean
clean:  ## remove what was set up and cached; data in SEKISHO_DATA stays
	rm -rf .venv .venv-setup .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find app tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +
	find app -name '*.mo' -type f -delete

.PHONY: setup-run
setup-run:
	@$(SETUP) run

.PHONY: setup-test
setup-test:
	@$(SETUP) test

.PHONY: setup-system
setup-system:
	@$(SETUP) system
