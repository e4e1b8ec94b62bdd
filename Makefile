# `make` explains itself. `make demo` and `make test` need nothing installed by hand.
SHELL := /bin/sh
.DEFAULT_GOAL := help
RUN := .venv/bin
# Compiled Python is kept, whatever the shell says: commands start three times faster.
export PYTHONDONTWRITEBYTECODE :=
# Work spread over as many processes as there are cores, four at most (each holds a database).
WORKERS ?= $(shell n=$$(nproc 2>/dev/null || echo 2); [ $$n -gt 4 ] && n=4; echo $$n)

.PHONY: help setup demo demo-reset test test-spark lint types format crash fuzz bench docs clean

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup:  ## Make .venv with everything a developer needs
	@tools/setup dev

demo:  ## A made-up world: submitted over HTTP, ranked, shown on a loopback address
	@tools/setup run
	@exec $(RUN)/tipline demo

demo-reset:  ## Throw the demo's data away, so that the next `make demo` starts over
	@tools/setup run
	@$(RUN)/tipline demo --reset

test: setup  ## The whole suite: real PostgreSQL, real HTTP, real headless Chromium
	@tools/browser
	@$(RUN)/python -m pytest -n $(WORKERS) --dist worksteal -q

lint: setup  ## Linters, types, the one-way flow of imports, the docs build
	@$(RUN)/ruff check .
	@$(RUN)/ruff format --check .
	@$(RUN)/mypy
	@$(RUN)/lint-imports
	@NO_MKDOCS_2_WARNING=1 $(RUN)/mkdocs build --strict --quiet

format: setup  ## Let the formatter and the safe fixes of the linter run
	@$(RUN)/ruff check --fix .
	@$(RUN)/ruff format .

test-spark: setup  ## The engine's tests on a real Spark, too (needs Java 17; 800 MB)
	@tools/test_spark $(ARGS)

crash: setup  ## Kill the server and the database at random while reports arrive; nothing may be lost
	@$(RUN)/python tests/crash/campaign.py $(ARGS)

fuzz: setup  ## Feed the parser mutated documents; only declared errors may come out
	@$(RUN)/python tests/fuzz/fuzz_report.py $(ARGS)

bench: setup  ## Every benchmark beside its peer; results in benchmarks/results/ (ARGS=--quick for short ones)
	@$(RUN)/python benchmarks/run.py $(ARGS)

docs: setup  ## Build the documentation into site-docs/
	@NO_MKDOCS_2_WARNING=1 $(RUN)/mkdocs build --strict

clean:  ## Remove what can be made again (not the demo's data)
	@rm -rf .venv .venv-spark site-docs .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
