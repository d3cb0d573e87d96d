# Two commands on a fresh machine: make run, make test. Everything goes into .venv; nothing else is touched.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt

# Tests that compile no kernels and run hardly any simulation.
QUICK := $(addprefix tests/,analysis files render results test_language.py test_rooms.py test_setup.py)

.PHONY: run check test words bench calibrate docs clean

run: $(VENV)/.run
	$(BIN)/aksonsim run configs/akson.yaml

check: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest --quiet --numprocesses auto --timeout 600 $(QUICK)

# A test that hangs is named, and holds no others.
test: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy --platform win32 --cache-dir .mypy_cache/win32
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest --quiet --numprocesses auto --timeout 600

# Texts of the source into the catalogues; says what is still to be translated, and compiles.
words: $(VENV)/.test
	$(BIN)/python hatch_build.py update

# How fast it is; make bench BASELINE=COMMIT also says how many times faster than at a commit.
bench: $(VENV)/.test
	$(BIN)/python benchmarks/goals.py $(if $(BASELINE),--baseline $(BASELINE))

calibrate: $(VENV)/.run
	$(BIN)/aksonsim calibrate configs/akson.yaml --targets configs/calibration.yaml --seed 11

docs: $(VENV)/.test
	$(BIN)/python -m sphinx -b html -W --keep-going -q docs build/docs
	@echo build/docs/index.html

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "aksonsim needs Python 3.11 or newer; say which with: make PYTHON=python3.12 run" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "aksonsim needs Python's venv and pip;" \
		"on Debian and Ubuntu they come with: apt install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	@touch $@

# Installing compiles the catalogues.
$(VENV)/.run: $(VENV)/.made pyproject.toml constraints.txt $(wildcard src/aksonsim/locale/*/LC_MESSAGES/*.po)
	$(PIP) --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.run
	$(PIP) --editable '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) build results .pytest_cache .mypy_cache .ruff_cache .hypothesis
