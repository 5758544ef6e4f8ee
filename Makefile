# Two commands do all the set-up on a fresh machine: `make run` and `make test`.
# Python 3.11 or later, git and make are all that must be there.

.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
MESSAGES ?= 2600000
KILLS ?= 1000
READY := .venv/.ready

.PHONY: help setup run test check lint types imports content bench soak safety-report lock clean browser

help: ## Show what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

$(READY): requirements.lock pyproject.toml
	@echo "Making the virtual environment (once; about a minute)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --disable-pip-version-check --progress-bar off --require-hashes -r requirements.lock 2>&1 \
	  | awk -v all="$$(grep -cE '^[a-z].*==' requirements.lock)" -v width=40 ' \
	    /^Collecting/ { seen++; done = int(width * seen / all); bar = ""; for (i = 0; i < width; i++) bar = bar (i < done ? "#" : "."); \
	      printf "\r  [%s] %d of %d packages", bar, seen, all; fflush() } \
	    /^ERROR|^error/ { print "\n" $$0 } \
	    /^Installing/ { printf "\n  Installing them\n"; fflush() }'
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .
	@touch $@

setup: $(READY) ## Virtual environment, locked dependencies, postcode file, database, what content teaches
	@$(BIN)/signpost postcodes build --if-missing
	@$(BIN)/signpost db upgrade
	@$(BIN)/signpost understand learn

run: setup ## Serve the web chat on http://127.0.0.1:8000/ (PORT=… changes it), and Telegram where a token is set
	@$(BIN)/signpost serve --port $(PORT)

browser:
	@command -v chromium >/dev/null || { \
	  echo "Installing Chromium for the browser tests (once)"; \
	  sudo=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	  $$sudo apt-get update -qq && $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; }

test: setup browser ## All the tests, with a real PostgreSQL and a real browser
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -m "not browser" --numprocesses 3 --dist loadfile
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -m browser

check: setup lint types imports content test ## Exactly what CI runs

lint: $(READY) ## Style, and the compose and content files' YAML
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/yamllint --strict .

types: $(READY) ## mypy, strict
	@$(BIN)/mypy

imports: $(READY) ## The one-way rule
	@$(BIN)/lint-imports --no-cache >/dev/null || $(BIN)/lint-imports --no-cache

content: setup ## What is wrong in content/, with file, line and remedy
	@$(BIN)/signpost content check

bench: setup ## Measure, and write docs/benchmarks.md (ONLY="sending_rows start" measures some again)
	@$(BIN)/python -m tests.benchmarks $(if $(ONLY),--only $(ONLY))

soak: setup ## Kill, flood, break and outlast it for hours, and write docs/soak.md (MESSAGES=…, KILLS=… shorten it, ONLY="kills soak" picks)
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.soak --messages $(MESSAGES) --kills $(KILLS) $(if $(ONLY),--only $(ONLY))

safety-report: $(READY) ## Count danger caught and false alarms on the frozen messages; writes docs/clinical-safety/measured.md
	@$(BIN)/python -m tests.benchmarks.safety

lock: $(READY) ## Lock dependencies anew, with hashes
	@$(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --no-emit-index-url --no-emit-find-links --extra dev --extra meaning -o requirements.lock pyproject.toml
	@$(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --no-emit-index-url --no-emit-find-links --extra meaning -o requirements-run.lock pyproject.toml

clean: ## Take away what the commands above made
	@rm -rf .venv var .pytest_cache .mypy_cache .ruff_cache
