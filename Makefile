# The only entrances. Every target sets itself up; CI calls these and nothing else.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.stamp
KFPENV := .venvs/kfp
KFPSTAMP := $(KFPENV)/.stamp
UV      = $(shell command -v uv 2>/dev/null || echo $(BIN)/uv)
TEST_ARGS ?=
# The web UI is built by `make ui`; setting up Python alone needs no Node.js.
export PENSTOCK_UI_BUILD ?= skip
NPM     = $(BIN)/python hatch_build.py npm --prefix ui
UIDEPS := ui/node_modules/.penstock-lock

.PHONY: setup check fix test e2e ui ui-dev ui-types ui-check ui-fix browser serve screenshots wheel sim chaos fuzz mutants demo bench golden reference clean kfp help

help: ## show the targets
	@grep -E '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

setup: $(STAMP) ## make .venv with everything that development needs

$(STAMP): pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@command -v uv >/dev/null 2>&1 || test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(UV) pip install --quiet --compile-bytecode --python $(BIN)/python --constraint constraints.txt --editable . --group dev --group examples
	@$(BIN)/python -m compileall -q src
	@touch $@

kfp: $(KFPSTAMP) ## make the environment with the real kfp (oracle and peer)

$(KFPSTAMP): $(STAMP) pyproject.toml constraints.txt
	@test -x $(KFPENV)/bin/python || $(BIN)/python -m venv $(KFPENV)
	@$(UV) pip install --quiet --compile-bytecode --python $(KFPENV)/bin/python --constraint constraints.txt --group kfp
	@touch $@

check: $(STAMP) ## style, types, layers, dependencies, dead code, file sizes
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/deptry src
	$(BIN)/vulture
	$(BIN)/loq
	$(BIN)/codespell src docs examples README.md CHANGELOG.md CONTRIBUTING.md

fix: $(STAMP) ## format, and repair what can be repaired
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

test: $(STAMP) $(KFPSTAMP) ## what a laptop runs in minutes
	$(BIN)/pytest -n auto -m "not container and not browser" $(TEST_ARGS)

e2e: $(STAMP) ## run tasks in containers of the engine of this machine (.ci/container-engine makes one ready)
	$(BIN)/pytest -m "container and not slow" --durations=5 $(TEST_ARGS) tests/container

$(UIDEPS): ui/package-lock.json | $(STAMP)
	@$(BIN)/python hatch_build.py install

ui: $(UIDEPS) ## build the web UI into the package
	@PENSTOCK_UI_BUILD=auto $(BIN)/python hatch_build.py
	@$(NPM) run --silent size

ui-dev: $(UIDEPS) ## serve the web UI from its sources, in front of a running `penstock server`
	$(NPM) run dev

ui-types: $(UIDEPS) ## write the web UI's types anew from docs/reference/openapi.json
	$(NPM) run --silent types

ui-check: ui ## style, types, tests, budget and lock of the web UI
	@$(NPM) run --silent check
	@$(BIN)/python tools/check_npm_lock.py ui/package-lock.json

ui-fix: $(UIDEPS) ## format the web UI, and repair what can be repaired
	$(NPM) run --silent fix

serve: ui ## open the web UI on the runs of the demonstration
	@$(BIN)/penstock server

screenshots: ui ## write docs/images anew, of real trainings (needs Chromium, and some minutes)
	$(BIN)/python tools/screenshots.py

browser: ui ## drive the web UI in a real Chromium, on a real server
	$(BIN)/pytest -m browser --durations=5 $(TEST_ARGS) tests/browser

wheel: $(STAMP) ## see that a wheel built without Node.js carries the web UI
	$(BIN)/python tools/check_wheel.py

sim: $(STAMP) ## run the engine through random pipelines in a random world (SEEDS=2000)
	$(BIN)/python -m penstock.testing.simulation --seeds $(or $(SEEDS),2000)

chaos: $(STAMP) ## kill what runs a real pipeline, and fill its disk (KILLS=50)
	$(BIN)/python tests/chaos/kill_everything.py --kills $(or $(KILLS),50)

fuzz: $(STAMP) ## ask a real server everything that its OpenAPI document allows, and what it does not (EXAMPLES=100, or SECONDS=180; SEED=1)
	$(BIN)/python tests/fuzz/fuzz_api.py --examples $(or $(EXAMPLES),100) --seconds $(or $(SECONDS),0) --seed $(or $(SEED),1)

mutants: $(STAMP) ## break copies of the engine by hand-made mistakes, and see that each is caught
	$(BIN)/python tests/chaos/plant_mutants.py

demo: $(STAMP) ## train, compare and deploy models on real data, with live progress
	@test -d .penstock || $(BIN)/penstock init
	@$(BIN)/penstock run examples/compare_models/pipeline.py --experiment demo
	@echo "Look at it in the browser: make serve"

golden: $(STAMP) ## compile the examples anew, after a change of the compiler or of an example
	@for source in examples/*/pipeline.py examples/constructs/*.py examples/constructs/*/pipeline.py; do \
		$(BIN)/penstock compile $$source -o $${source%.py}.yaml || exit 1; done

reference: $(STAMP) ## write docs/reference anew from the docstrings and routes
	$(BIN)/python tools/reference.py
	$(BIN)/python tools/openapi.py

bench: $(STAMP) $(KFPSTAMP) ## measure us and the peers in one session
	$(BIN)/python -m bench

clean: ## remove what setup made
	rm -rf $(VENV) .venvs .mypy_cache .ruff_cache .pytest_cache
