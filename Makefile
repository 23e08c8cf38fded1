# Everything a person or the CI runs. `make up` and `make test` need nothing but Python 3.11+, make, git and access to PyPI.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)
STAMP := $(VENV)/.synced

.PHONY: up test test-fast check format generate bench clean

up: $(STAMP)  ## run the whole of Koers on this machine
	$(BIN)/koers up $(ARGS)

# Most tests wait for servers more than they reckon, so more run side by side than there are cores. The end-to-end tests
# come last: each runs a whole deployment, and some kill its parts in mid-work.
test: $(STAMP)  ## every test, the real Apache Kafka included
	$(BIN)/pytest -n 3 --dist loadgroup --ignore=tests/e2e $(ARGS)
	$(BIN)/pytest -n 2 --dist loadgroup tests/e2e $(ARGS)

test-fast: $(STAMP)  ## the tests that need no real Kafka and no browser
	$(BIN)/pytest -n 3 --dist loadgroup -m "not apache and not browser" --ignore=tests/e2e $(ARGS)
	$(BIN)/pytest -n 2 --dist loadgroup tests/e2e -m "not apache and not browser" $(ARGS)

check: $(STAMP)  ## style, types, boundaries, and: what is generated is what is committed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict -p schemas -p services
	$(BIN)/lint-imports
	$(BIN)/koers generate --check

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

generate: $(STAMP)  ## JSON Schemas and the generated tables of the documentation
	$(BIN)/koers generate

bench: $(STAMP)  ## the measurements, as JSON lines
	$(BIN)/python -m tests.bench $(ARGS)

clean:
	rm -rf $(VENV) .uv

$(STAMP): pyproject.toml uv.lock | $(UV)
	$(UV) sync --locked --quiet --compile-bytecode --python $(PYTHON)
	@touch $@

# Without uv on the machine it comes from PyPI, into a folder of its own.
.uv/bin/uv:
	$(PYTHON) -m venv .uv
	.uv/bin/pip install --quiet uv
