# Twelve words. Each line is also one plain command.
PYTHON ?= python3
V := .venv/bin

.PHONY: setup run test t lint types lock strings shots bench clean help

help: ## this list
	@grep -hE '^[a-z]+:.*##' Makefile | sed 's/:.*##/\t/'

.venv/run.ok: requirements/uv.txt requirements/run.txt
	@$(PYTHON) -c 'import sys; sys.exit("okno needs Python 3.11 or newer, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@test -x $(V)/python || { echo "okno: making the environment in .venv, about half a minute"; $(PYTHON) -m venv .venv; }
	@$(V)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@$(V)/uv pip install --quiet --compile-bytecode --python $(V)/python --require-hashes -r requirements/run.txt
	@touch $@

.venv/test.ok: .venv/run.ok requirements/test.txt
	@$(V)/uv pip install --quiet --python $(V)/python --require-hashes -r requirements/test.txt
	@touch $@

setup: .venv/run.ok ## make the environment

run: .venv/run.ok ## a living centre in the browser
	@exec $(V)/python -m okno up --demo

test: .venv/test.ok ## everything that proves it
	@$(V)/python -m tests.install_browser
	@OKNO_FULL=1 $(V)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --durations=15 --durations-min=5

t: .venv/test.ok ## the quick tests, without browser, races and API fuzzing
	@$(V)/python -m pytest -q okno tests/house tests/journeys

lint: .venv/test.ok ## style and the contracts of the house
	@$(V)/ruff check . && $(V)/ruff format --check . && $(V)/lint-imports

types: .venv/test.ok ## static types
	@OKNO_DATABASE=postgresql:///none $(V)/mypy okno

lock: .venv/run.ok ## compile the hashed requirements
	@for f in uv run test; do $(V)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements/$$f.in -o requirements/$$f.txt; done

strings: .venv/run.ok ## collect and compile the ru and en strings
	@$(V)/python -m okno strings

shots: .venv/test.ok ## screenshots of every screen, into shots/
	@$(V)/python -m tests.install_browser
	@OKNO_SHOTS=shots $(V)/python -m pytest -q tests/browser

bench: .venv/test.ok ## speed, as ratios in one run
	@$(V)/python -m okno bench hall
	@$(V)/python -m okno bench wire
	@$(V)/python -m okno bench booking

clean: ## remove what was made (never the data)
	@rm -rf .venv .pytest_cache .ruff_cache .mypy_cache shots
