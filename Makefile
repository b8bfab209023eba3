# Two commands matter: `make demo` and `make test`. Neither needs root, ensurepip or a Redis.
PYTHON ?= python3
WORKERS ?= 2
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PYTHON) -m pip --python $(PY) install --quiet --disable-pip-version-check --require-hashes --only-binary :all:

# Tests start Python again and again; unless what they import is kept compiled, a start takes nearly twice as long.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test lint lock clean

demo: $(VENV)/.run
	$(PY) -m mailflow demo

test: $(VENV)/.dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder

lint: $(VENV)/.dev
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .
	$(PY) -m mypy

$(PY):
	$(PYTHON) -m venv --without-pip $(VENV)

$(VENV)/.run: requirements.lock | $(PY)
	$(PIP) -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock | $(PY)
	$(PIP) -r requirements-dev.lock
	@touch $@ $(VENV)/.run

# Needs uv. Wheels for Linux (x86_64, aarch64) and macOS on Python 3.11 and later.
lock:
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" -o requirements.lock pyproject.toml
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" -c requirements.lock -o requirements-dev.lock pyproject.toml --group dev

clean:
	rm -rf $(VENV) dist demo-output .mypy_cache .ruff_cache .pytest_cache .hypothesis
