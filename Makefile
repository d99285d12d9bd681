# Rightsflow. Needs python3 (3.11 or later, with venv) and make; everything else
# goes into .venv. Another interpreter: make test PYTHON=python3.12

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
ARGS   ?=
JOBS   ?= auto

RUN_STAMP := $(VENV)/.rightsflow-run-stamp
DEV_STAMP := $(VENV)/.rightsflow-stamp
INPUTS    := pyproject.toml constraints.txt tools/venv.sh

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help demo test check format bench bench-connectors bench-workers fuzz campaign constraints clean

help: ## Show the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(RUN_STAMP) ## Answer real-looking requests of an invented company, in the folder demo
	@$(BIN)/rightsflow demo $(ARGS)

test: $(DEV_STAMP) ## Run all tests on all cores (ARGS="-k word" picks, JOBS=0 for one by one)
	@$(BIN)/pytest -n $(JOBS) --maxprocesses 4 --dist loadfile --no-loadscope-reorder $(ARGS)

check: $(DEV_STAMP) ## Format, lint, types, floors, wheel, README, words, licences
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh tools/check.sh

format: $(DEV_STAMP) ## Put the code into the one format
	@$(BIN)/ruff format
	@$(BIN)/ruff check --fix

bench: $(DEV_STAMP) ## Measure cases per minute against the bare work (ARGS=...)
	@$(BIN)/python -m bench $(ARGS)

bench-connectors: $(DEV_STAMP) ## Measure what each kind of system costs to ask (ARGS=...)
	@$(BIN)/python -m bench.connectors $(ARGS)

bench-workers: $(DEV_STAMP) ## Measure cases per minute with 1, 2 and 4 workers (ARGS=...)
	@$(BIN)/python -m bench.workers $(ARGS)

fuzz: $(DEV_STAMP) ## Read a million hostile messages, changed at random (ARGS=...)
	@$(BIN)/python -m bench.fuzz $(ARGS)

campaign: $(DEV_STAMP) ## Run the tests long: more random input, more records (ARGS=...)
	@HYPOTHESIS_PROFILE=campaign RIGHTSFLOW_MANY_RECORDS=100000 $(BIN)/pytest --timeout=0 $(ARGS)

constraints: $(DEV_STAMP) ## Write constraints.txt anew; UPGRADE=1 takes the newest of everything
	@$(BIN)/python tools/constraints.py $(if $(UPGRADE),--upgrade)

clean: ## Remove what make made: environment, demo, caches
	@rm -rf $(VENV) demo dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment of the tests can also run the demo.
$(DEV_STAMP): $(INPUTS)
	@sh tools/venv.sh "$(PYTHON)" $(VENV) '.[dev]'
	@touch $(RUN_STAMP) $@

$(RUN_STAMP): $(INPUTS)
	@sh tools/venv.sh "$(PYTHON)" $(VENV) '.'
	@touch $@
