# Everything a person does here. Each target does its own set-up from nothing.

PYTHON ?= python3
HANDBOOK ?= handbooks/os2
HOST ?= 127.0.0.1
PORT ?= 8000
RUNS := .venv/.runs
READY := .venv/.ready
INSTALL := .venv/bin/uv pip install --system-certs --quiet --python .venv/bin/python

.PHONY: run test faults setup check bench format messages browser clean

run: $(RUNS) ## read the handbook in the browser
	@.venv/bin/python -m compileall -q src
	.venv/bin/saadan serve $(HANDBOOK) --demo --host $(HOST) --port $(PORT)

test: setup browser ## every test, browser tests included
	.venv/bin/pytest -n auto --dist loadgroup

faults: setup ## kills servers, fills disks and stops databases while people write; needs root
	sh tools/faults.sh

setup: $(READY) ## the environment: afterwards .venv/bin/saadan is the command
	@.venv/bin/python -m compileall -q src # a start costs half when nothing has to be compiled

check: setup ## format, lint, types, import contracts, translations
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/python tools/messages.py --check

bench: setup ## figures beside their targets and peers; writes bench/README.md
	.venv/bin/python -m bench

format: setup
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

messages: setup ## collect what is to be translated, and compile the translations
	.venv/bin/python tools/messages.py

browser: # Chromium for the browser tests, where it is missing and may be installed
	@sh tools/browser.sh

$(RUNS): requirements.txt pyproject.toml # what the program needs
	$(PYTHON) -m venv --clear .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	$(INSTALL) --compile-bytecode --require-hashes -r requirements.txt
	$(INSTALL) --no-deps -e .
	@touch $@

$(READY): $(RUNS) requirements-dev.txt # and what its developers need
	$(INSTALL) --require-hashes -r requirements-dev.txt
	@touch $@

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis
