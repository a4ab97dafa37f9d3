# Chalkgrad: `make run` and `make test` install what they need, once, into .venv.
# Each installation leaves a stamp, so that the next `make run` starts at once.

VENV ?= .venv
ARGS ?=
PY := $(VENV)/bin/python
RUN_STAMP := $(VENV)/.installed-run
DEV_STAMP := $(VENV)/.installed-dev
TORCH_STAMP := $(VENV)/.installed-torch
BENCH_STAMP := $(VENV)/.installed-bench

# The first Python that is new enough; Ubuntu 22.04, for one, has 3.11 only beside its python3.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

# Wheels only: nothing is compiled. The hashes hold every file to the one that was tested.
PIP_LOCKED := $(PY) -m pip install --disable-pip-version-check --only-binary :all: --require-hashes
UV_LOCK = $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --custom-compile-command "make lock" pyproject.toml

.DEFAULT_GOAL := help
.PHONY: help run test lint format bench parity torch screenshots lock hooks clean

help: ## say what there is
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-12s %s\n", $$1, $$2}'

run: $(RUN_STAMP) ## install and start the program; ARGS="--headless ..." for its arguments
	@$(PY) -m gui.system_libraries --window
	@$(PY) main.py $(ARGS)

test: $(DEV_STAMP) ## install and run the tests; ARGS="tests/core -k adam" for some of them
	@$(PY) -m gui.system_libraries
	@$(PY) -m pytest -q $(ARGS)

lint: $(DEV_STAMP) ## check style, types and the layers
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-logo

format: $(DEV_STAMP) ## put the code into its form
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

bench: $(BENCH_STAMP) ## install PyTorch and JAX, and print the tables of benchmarks/
	@$(PY) -m gui.system_libraries
	@$(PY) -m benchmarks $(ARGS)

parity: $(TORCH_STAMP) ## install PyTorch, and hold the engine against it
	@$(PY) -m gui.system_libraries
	@$(PY) -m pytest -q tests/core/test_torch_parity.py $(ARGS)

torch: $(TORCH_STAMP) # alone, so that .ci/run can tell "not to be had" from "differs"

screenshots: $(DEV_STAMP) ## draw the pictures of docs/images again
	@$(PY) -m gui.system_libraries
	@$(PY) docs/screenshots.py

lock: $(DEV_STAMP) ## pin the newest versions of all packages in requirements*.txt
	@$(PY) -m pip install -q uv
	$(UV_LOCK) --upgrade -o requirements.txt
	$(UV_LOCK) --upgrade --group test --group lint -c requirements.txt -o requirements-dev.txt

hooks: $(DEV_STAMP) ## run the checks of `make lint` before every commit
	$(VENV)/bin/pre-commit install

clean: ## remove the virtual environment and all caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# pip comes last into a new environment, so its being there means that the environment is complete.
$(VENV)/bin/pip:
	@test -n "$(PYTHON)" || { echo "Chalkgrad needs Python 3.11 or newer. Please install it, or say\
	 where it is: make run PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -m gui.system_libraries --venv
	$(PYTHON) -m venv $(VENV)

$(RUN_STAMP): requirements.txt | $(VENV)/bin/pip
	$(PIP_LOCKED) -r requirements.txt
	@touch $@

# requirements-dev.txt contains requirements.txt, hence both stamps.
$(DEV_STAMP): requirements-dev.txt | $(VENV)/bin/pip
	$(PIP_LOCKED) -r requirements-dev.txt
	@touch $(RUN_STAMP) $@

# Not in the lock files: see the bench group in pyproject.toml.
$(TORCH_STAMP): $(DEV_STAMP)
	$(PY) -m pip install --disable-pip-version-check \
		"$$(grep -o 'torch==[0-9.]*' pyproject.toml)"
	@touch $@

# A newer pip first: it must know dependency groups.
$(BENCH_STAMP): $(TORCH_STAMP)
	$(PY) -m pip install -q 'pip>=25.1'
	$(PY) -m pip install --group bench
	@touch $@
