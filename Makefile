# Everything a developer says to the project. `make` alone lists the commands.
# The first command sets up what it needs (virtual environment, pinned packages, web build); later ones start at once.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
# The virtual environment first: where the machine has no Node, ours is linked there.
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
export PYTHONUTF8 := 1

# Stamps: a file that is newer than what it was made from means there is nothing to do.
PACKAGES := $(VENV)/.packages
NODE := $(VENV)/.node
DOCS := $(VENV)/.docs
MODULES := web/node_modules/.ready
UI := src/dispatcher/_static/index.html
UI_SOURCES := $(shell find web -path web/node_modules -prune -o -type f ! -name '*.test.*' ! -name '*.md' -print 2>/dev/null)

# How many processes pytest uses; and what to hand it, as in: make test PYTEST='tests/unit -k trap'
WORKERS ?= auto
PYTEST ?=
# Inputs for each parser in `make fuzz`.
EXAMPLES ?= 1000000

.PHONY: help
help: ## This list
	@echo "Dispatcher · Диспетчер"
	@echo
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# ---------------------------------------------------------------- set-up

$(PACKAGES): requirements/dev.txt pyproject.toml scripts/find_python.sh
	@echo "· virtual environment and pinned packages"
	@python=$$(scripts/find_python.sh) && { [ -x $(BIN)/python ] || "$$python" -m venv $(VENV); }
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(NODE): $(PACKAGES) requirements/node.txt scripts/find_node.sh
	@scripts/find_node.sh $(VENV)
	@touch $@

$(MODULES): web/package-lock.json $(NODE)
	@echo "· web packages"
	@cd web && npm ci --silent --no-progress
	@touch $@

$(UI): $(UI_SOURCES) $(MODULES)
	@echo "· web build"
	@cd web && npm run --silent build -- --logLevel warn
	@touch $@

$(DOCS): $(PACKAGES) requirements/docs.txt
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/docs.txt
	@touch $@

.PHONY: setup
setup: $(PACKAGES) $(MODULES) $(UI) ## Set up everything (the other commands do it themselves)

.PHONY: peers
peers: ## Install the other programs that some tests talk to (needs root and apt)
	@python=$$(scripts/find_python.sh) && "$$python" -m tests.support.peers install

# ---------------------------------------------------------------- run

.PHONY: demo
demo: $(PACKAGES) $(UI) ## A live demo plant in the browser (port 8080, or DISPATCHER_PORT)
	@exec $(BIN)/dispatcher demo

# ---------------------------------------------------------------- prove

.PHONY: test
test: $(PACKAGES) $(MODULES) $(UI) ## All tests: web, then server
	@cd web && npm run --silent test
	@$(BIN)/pytest -n $(WORKERS) --dist worksteal $(PYTEST)

.PHONY: check
check: $(PACKAGES) $(MODULES) ## Lint, format, types, floor plan, generated files
	@echo "· ruff";           $(BIN)/ruff check .
	@echo "· ruff format";    $(BIN)/ruff format --check --quiet . || { echo "run \`make fmt\`"; exit 1; }
	@echo "· mypy --strict";  $(BIN)/mypy
	@echo "· floors";         found=$$($(BIN)/lint-imports --no-cache) || { echo "$$found"; exit 1; }
	@echo "· tsc";            cd web && npm run --silent types
	@echo "· eslint, prettier"; cd web && npm run --silent lint
	@echo "· openapi";        scripts/openapi.sh check

.PHONY: bench
bench: $(PACKAGES) ## Measure against the budgets; writes docs/benchmarks.md
	@$(BIN)/python -m bench

.PHONY: fuzz
fuzz: $(PACKAGES) ## Every parser against EXAMPLES inputs (a million each unless told)
	@DISPATCHER_HYPOTHESIS=fuzz DISPATCHER_FUZZ_EXAMPLES=$(EXAMPLES) \
		$(BIN)/pytest tests/fuzz -n $(WORKERS) --dist worksteal --timeout=0 -p no:cacheprovider

# ---------------------------------------------------------------- make

.PHONY: web
web: $(UI) ## Build the web interface into the package

.PHONY: wheel
wheel: $(PACKAGES) $(UI) ## Build the wheel and the source archive into dist/
	@rm -rf dist
	@$(BIN)/hatchling build -d dist
	@ls -l dist

.PHONY: openapi
openapi: $(PACKAGES) $(MODULES) ## Make the OpenAPI document and the TypeScript types anew
	@scripts/openapi.sh write

.PHONY: docs
docs: $(DOCS) ## Build the documentation into site/, strictly
	@said=$$(NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict 2>&1) || { echo "$$said" | grep -v ^INFO; exit 1; }
	@echo "site/index.html"

.PHONY: fmt
fmt: $(PACKAGES) $(MODULES) ## Format, and mend what lint can mend
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format --quiet .
	@cd web && npm run --silent fmt

.PHONY: pins
pins: $(PACKAGES) ## Compile requirements/*.in anew (UPGRADE=1 takes the newest versions)
	@cd requirements && for set in run dev docs node; do \
		../$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-annotate --no-header $(if $(UPGRADE),--upgrade) $$set.in -o $$set.txt || exit 1; \
	done

.PHONY: clean
clean: ## Remove what was built and set up (data stays)
	@rm -rf $(VENV) web/node_modules src/dispatcher/_static dist build site .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find src tests bench scripts -name __pycache__ -type d -prune -exec rm -rf {} +
