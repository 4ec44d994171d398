# Reitera. `make` alone lists what there is.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000

help: ## List these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

demo: .venv/ready ## Make a demo provider, run its cycles and serve its pages on http://127.0.0.1:8000
	@$(BIN)/reitera demo --data-dir .demo --port $(PORT)

test: .venv/dev-ready ## Run every check and test that this machine can run
	@$(BIN)/python tools/run_tests.py

check: .venv/dev-ready ## Style, types and layers only
	@$(BIN)/python tools/run_tests.py --checks-only

stress: export STRESS_WRITERS ?= 30
stress: export STRESS_VIEWERS ?= 300
stress: export STRESS_SECONDS ?= 60
stress: .venv/dev-ready ## 30 people write in the Planilla and 300 look, for a minute, on PostgreSQL: nothing lost, told twice or leaked
	@$(BIN)/pytest -q -s --postgresql -m stress tests/stress

bench: .venv/dev-ready ## Measure against the floors; figures go to docs/performance.md by hand
	@for file in bench/kernel.py bench/intake.py bench/cycle.py bench/cases.py bench/sheet.py bench/live.py; do $(BIN)/python $$file || exit 1; done

screenshots: .venv/dev-ready ## Drive the demo in Chromium; pictures in build/screenshots/
	@$(BIN)/python tools/screenshots.py

pictures: .venv/dev-ready ## The pictures of docs/users.md, from the demo
	@$(BIN)/python tools/screenshots.py --manual --reset

messages: .venv/dev-ready ## Collect the Spanish texts into the English catalogue
	@$(BIN)/python tools/messages.py

clean: ## Remove what was built, not your data
	rm -rf .venv build dist frontend/node_modules src/reitera/site/static

python-is-here:
	@command -v $(PYTHON) >/dev/null || { echo "Python is missing. Install it with: apt install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed, this is $$($(PYTHON) --version). Name a newer one: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "Python's venv is missing. Install it with: apt install python3-venv"; exit 1; }

.venv/ready: pyproject.toml constraints.txt hatch_build.py | python-is-here
	@echo "Preparing .venv (once, about a minute)…"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable . || \
	  { echo "The packages could not be installed: this needs a connection to the package index. Nothing else was changed; run make again."; exit 1; }
	@touch $@

.venv/dev-ready: .venv/ready
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

.PHONY: help demo test check stress bench screenshots pictures messages clean python-is-here
