# Two commands on a fresh machine (Python 3.11+, make, git): `make run` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
RUN := $(BIN)/.run-requirements
DEV := $(BIN)/.dev-requirements
SDK := .venv-sdk/.requirements

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test coverage check lint demo seed bench bench-solver migration openapi sdk sdk-check contract lock clean

help: ## list these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  \1\t\2/' | expand -t 14

run: $(RUN) ## start everything on this machine; Ctrl-C stops it, the data stays
	@exec $(BIN)/chamado run

test: lint ## every check and every test
	$(BIN)/pytest -n auto

coverage: lint ## every check and every test, and how much of app/ they run; holds the figure
	@rm -rf var/coverage && mkdir -p var/coverage
	$(BIN)/coverage run -m pytest -n auto
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

check: lint ## format, lint, types, architecture; the contract and the migrations up to date
	$(BIN)/pytest -q tests/architecture tests/platform/test_up_to_date.py

lint: $(DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

demo: $(RUN) ## play the main job against the running server (or one started for it)
	@exec $(BIN)/python -m demo

seed: $(RUN) ## add the demo organizations; scale=N adds N tickets and orders
	@exec $(BIN)/chamado seed $(if $(scale),--scale $(scale))

bench: $(DEV) ## measure this checkout against the floor, short form
	@exec $(BIN)/python -m bench

bench-solver: $(DEV) ## measure the planned routes against known optima: make bench-solver DIR=solomon
	@exec $(BIN)/python -m bench.solver $(DIR)

migration: $(DEV) ## write a migration: make migration name="add the colour of vans"
	$(BIN)/chamado migration "$(name)"

openapi: $(DEV) ## write openapi/openapi.json
	$(BIN)/chamado openapi

sdk: openapi ## generate and type-check the TypeScript client
	$(BIN)/python -m openapi.node clients/typescript generate
	$(BIN)/python -m openapi.node clients/typescript check

sdk-check: $(DEV) $(SDK) ## generate clients in six languages from openapi/openapi.json, and look at them
	$(BIN)/python -m openapi.generate
	$(BIN)/pytest -q tests/clients/test_generators.py

contract: openapi ## lint openapi/openapi.json; tell what breaks clients of the one in base=HEAD
	$(BIN)/python -m openapi.node openapi spectral
	$(BIN)/python -m openapi.node openapi redocly
	git show $(or $(base),HEAD):openapi/openapi.json | $(BIN)/python -m openapi.breaking - openapi/openapi.json

lock: $(DEV) ## compile the pinned requirements from pyproject.toml
	$(LOCK) pyproject.toml -o requirements.txt
	$(LOCK) pyproject.toml --extra dev -c requirements.txt -o requirements-dev.txt
	$(LOCK) --group sdk -o requirements-sdk.txt

LOCK = $(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 \
  --no-emit-index-url --custom-compile-command 'make lock'

clean: ## remove what can be made again; the data in var/ stays
	rm -rf .venv .venv-sdk .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find app migrations openapi tests bench demo -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

# The environment is made once and refreshed when the pinned requirements change.
$(RUN): requirements.txt pyproject.toml | .venv
	$(call install,requirements.txt)

$(DEV): requirements-dev.txt requirements.txt pyproject.toml | .venv
	$(call install,requirements-dev.txt)
	@touch $(RUN)

# Apart from ours: what generates clients needs older parts than we do, and a Java runtime.
$(SDK): requirements-sdk.txt
	$(PYTHON) -m venv .venv-sdk
	.venv-sdk/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv:
	@echo "Making .venv with $(PYTHON)."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Chamado needs Python 3.11 or newer: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

# Not quiet: it takes minutes, and whoever waits sees what for.
define install
@echo "Installing what $(1) pins into .venv; this happens once, and when it changes."
$(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r $(1)
@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
@touch $@
endef
