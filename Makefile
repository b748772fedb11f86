# Everything one does here, by name. Each target makes what it needs first: a Python 3.11 or newer is all it asks for.
SHELL := /bin/bash
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes
COMPILE := CUSTOM_COMPILE_COMMAND="make requirements" $(BIN)/pip-compile --quiet --generate-hashes --strip-extras \
	--allow-unsafe --newline lf --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options

.PHONY: help demo up test check types style contracts security deployment soak bench model migrate assets docs pictures requirements

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: .venv/.run ## Load the sample place, climb the ladder, serve it (BROKER=rabbit over RabbitMQ, EXIT=1 to stop by itself)
	@$(BIN)/folkmoot demo $(if $(BROKER),--broker $(BROKER)) $(if $(EXIT),--exit)

up: .venv/.run ## Serve an empty place on 127.0.0.1:8000 and keep what is entered
	@$(BIN)/folkmoot up $(if $(BROKER),--broker $(BROKER))

test: .venv/.dev ## Run every test, on real servers it brings up itself (ARGS="-k petition" for some)
	@$(BIN)/python -m shared.servers
	@$(BIN)/python -m compileall -q services shared migrations deploy # once, not by each program that a test starts
	@$(BIN)/pytest -n 3 --dist loadgroup --no-loadscope-reorder $(ARGS)

check: .venv/.dev ## Lint, types, import contracts, security, deploy files
	@$(MAKE) -j 2 types style contracts security deployment

types: .venv/.dev ## Check the types (a part of check)
	$(BIN)/mypy

style: .venv/.dev ## Lint and check the format (a part of check)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

contracts: .venv/.dev ## Check who may import whom (a part of check)
	$(BIN)/lint-imports

security: .venv/.dev ## Look for insecure code (a part of check)
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive services shared migrations

deployment: .venv/.dev ## Lint what deploys: compose file and image (a part of check)
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
	$(BIN)/compose-lint check --quiet --skip-suppressed --strict-config --fail-on low docker-compose.yml
	$(BIN)/hadolint deploy/Dockerfile

soak: .venv/.dev ## Sign against bots (RUNS=1000), five case workers at once (MINUTES=10), a million steps of cases (SEED=7 TRANSITIONS=20000 for one walk again)
	@$(BIN)/python -m tests.signing $(or $(SEED),1) $(or $(RUNS),1000)
	@$(BIN)/python -m tests.soak.workers $(or $(SEED),1) $(or $(MINUTES),10)
	@$(BIN)/python -m tests.soak $(or $(SEED),1) $(or $(TRANSITIONS),1000000)

bench: .venv/.dev ## Measure against the goals and print a table (GOAL=P4 for one)
	@$(BIN)/python -m tests.bench $(GOAL)

model: .venv/.dev ## Search every state of the models of spine, deadlines and ladder (needs Debian's packages spin and gcc)
	@$(BIN)/python -m tests.model

migrate: .venv/.run ## Bring the database of the settings up to date
	@$(BIN)/folkmoot migrate

assets: ## Compile the styles and fonts anew (needs npm; the compiled ones are in the tree)
	npm ci --prefix deploy/assets
	npm run --prefix deploy/assets build

docs: .venv/.run ## Print the ladder and the topology from the code into docs/
	@$(BIN)/folkmoot docs

pictures: .venv/.dev ## Take the pictures of docs/pictures.md anew, from a demonstration (about two minutes)
	@$(BIN)/python -m tests.browser.pictures docs/pictures

requirements: .venv/.dev ## Pin and hash the requirements anew
	@cd requirements && for name in build run dev; do $(subst $(BIN),../$(BIN),$(COMPILE)) --output-file $$name.txt $$name.in; done

.venv/.run: requirements/build.txt requirements/run.txt pyproject.toml
	@if [ -z "$(PYTHON)" ]; then echo "Folkmoot needs Python 3.11 or newer, and found none in PATH."; exit 1; fi
	@echo "Setting up .venv (once, and when the pinned packages change) ..."
	@$(BIN)/python -c 'import pip' 2>/dev/null || $(PYTHON) -m venv --clear .venv
	@$(PIP) -r requirements/build.txt -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: .venv/.run requirements/dev.txt
	@echo "Setting up .venv for tests and checks ..."
	@$(PIP) -r requirements/dev.txt
	@touch $@
