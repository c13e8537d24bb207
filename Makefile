# 邻里 Linli. Two commands: `make run` and `make test`. Everything else is a verb of `linli`.

PYTHON ?= python3
VENV := .venv
STAMP := $(VENV)/installed-from
# A newcomer installs what runs; the tests bring their tools, with the same pins for the rest.
LOCK := requirements.lock

.PHONY: run test soak bench fmt clean install lock tools
.DEFAULT_GOAL := run

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1

run: install
	@exec $(VENV)/bin/linli run --with-parent

test soak bench fmt: LOCK := requirements-test.lock

test: install tools
	@exec $(VENV)/bin/python tests/run_levels.py

soak: install
	@$(VENV)/bin/python -m pytest -m soak -s
	@LINLI_IMPORT_KILLS=25 $(VENV)/bin/python -m pytest -k killed_at_any_row -s
	@LINLI_PERMISSION_TRIES=2000 $(VENV)/bin/python -m pytest -k nobody_does_what_is_not_theirs -s
	@LINLI_FUZZ_TIMES=5 $(VENV)/bin/python -m pytest -m fuzz -s

# Figures beside their controls; `linli bench NAME --full` takes more time and more entries.
bench: install
	@$(VENV)/bin/linli bench all

fmt: install
	@$(VENV)/bin/ruff format .
	@$(VENV)/bin/ruff check --fix .

# Removes what can be made again; the community's own data in var/ is never touched.
clean:
	@rm -rf $(VENV) build .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Installs again only when the pinned list or the project file has another content.
install:
	@$(VENV)/bin/python -m pip --version >/dev/null 2>&1 || { \
	  $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo 'Linli needs Python 3.11 or newer as $(PYTHON); name another one by: make PYTHON=python3.12 run' >&2; exit 1; }; \
	  $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo 'This Python cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv' >&2; exit 1; }; \
	  echo 'Making the virtual environment $(VENV) ...'; \
	  $(PYTHON) -m venv --clear $(VENV); }
	@cat $(LOCK) pyproject.toml | cmp -s - $(STAMP) || \
	  { [ $(LOCK) = requirements.lock ] && cat requirements-test.lock pyproject.toml | cmp -s - $(STAMP); } || { \
	  echo 'Installing the pinned requirements ...'; \
	  $(VENV)/bin/python -m pip install --quiet --require-hashes -r $(LOCK) && \
	  $(VENV)/bin/python -m pip install --quiet --no-deps --no-build-isolation --no-index --editable . && \
	  cat $(LOCK) pyproject.toml > $(STAMP); }

# Pins every package by hash, without naming a host. Needs uv.
lock:
	@uv pip compile -q --universal --generate-hashes --no-header --no-annotate pyproject.toml --group build -o requirements.lock
	@uv pip compile -q --universal --generate-hashes --no-header --no-annotate pyproject.toml --group dev -c requirements.lock -o requirements-test.lock

# A browser, a Chinese font and a second PostgreSQL for the tests, where they can be installed.
tools:
	@.ci/tools
