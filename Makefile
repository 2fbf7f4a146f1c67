# The commands of the README, and the checks that CI adds to them.
PYTHON ?= python3.11
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.installed

.PHONY: demo test bench chaos topology fuzz lint lock
.DEFAULT_GOAL := demo

# Installed once per lock: pip checks every file against its hash.
$(READY): requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	touch $@

demo: $(READY)
	@exec env DEBUG=1 $(BIN)/python manage.py demo --port $(PORT)

# One worker a core; who has nothing left takes work from the others.
ARGS ?= -n auto --dist worksteal
test: $(READY)
	DEBUG=0 $(BIN)/python -m pytest $(ARGS)

# Ten times what the tests send, from another seed if it is given, and a table of the answers.
FUZZ ?= 20000
FUZZ_SEED ?= 0
fuzz: $(READY)
	DEBUG=0 FUZZ=$(FUZZ) FUZZ_SEED=$(FUZZ_SEED) $(BIN)/python -m pytest -rP --show-capture=stdout \
		tests/wizard/test_fuzz.py tests/processes/test_wires.py

# All that can fail fails, workers are killed, and nothing is lost or made twice. On SQLite, or on the
# empty database of DATABASE_URL.
FLOWS ?= 2000
chaos: $(READY)
	$(BIN)/python -m tests.bench.chaos --flows $(FLOWS) $(CHAOS)

# Two hosts of different versions (OTHER: the older one) behind nginx, with PostgreSQL and Redis.
topology: $(READY)
	$(BIN)/python -m tests.bench.topology --flows $(FLOWS) $(if $(OTHER),--other $(OTHER)) $(TOPOLOGY)

# Beside a plain wizard and a bare page; QUICK=1 is less exact and takes less than 3 minutes.
bench: $(READY)
	DEBUG=0 $(BIN)/python -m tests.bench $(if $(QUICK),--quick)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive -ll .
	DEBUG=1 $(BIN)/python manage.py makemigrations --check --dry-run

# After a change of pyproject.toml.
lock: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --group dev pyproject.toml --output-file requirements.txt \
		--custom-compile-command "make lock"
