# Everything a person or the CI runs. `make up` and `make test` need nothing but Python 3.11+, make, git and access to PyPI.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)
STAMP := $(VENV)/.synced

.PHONY: up test test-fast check format generate bench messages screenshots audit sbom secrets compose-test clean

up: $(STAMP)  ## run the whole of Koers on this machine
	$(BIN)/koers up $(ARGS)

# Most tests wait for servers more than they reckon, so more run side by side than there are cores. The end-to-end tests
# come last: each runs a whole deployment, and some kill its parts in mid-work.
test: $(STAMP)  ## every test, the real Apache Kafka included
	$(BIN)/pytest -n 3 --no-loadscope-reorder --ignore=tests/e2e $(ARGS)
	$(BIN)/pytest -n 2 --no-loadscope-reorder tests/e2e $(ARGS)

test-fast: $(STAMP)  ## the tests that need no real Kafka and no browser
	$(BIN)/pytest -n 3 --no-loadscope-reorder -m "not apache and not browser" --ignore=tests/e2e $(ARGS)
	$(BIN)/pytest -n 2 --no-loadscope-reorder tests/e2e -m "not apache and not browser" $(ARGS)

check: $(STAMP)  ## style, types, boundaries; what is generated is what is committed; every file of a deployment
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict -p schemas -p services
	$(BIN)/lint-imports
	$(BIN)/koers generate --check
	$(BIN)/pytest -q tests/unit/deploy/test_every_file.py

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

generate: $(STAMP)  ## JSON Schemas and the generated tables of the documentation
	$(BIN)/koers generate

bench: $(STAMP)  ## the measurements, as JSON lines
	$(BIN)/python -m tests.bench $(ARGS)

messages: $(STAMP)  ## the Dutch catalogue of the mails, brought up to the code
	$(BIN)/python -m services.cli.messages

screenshots: $(STAMP)  ## in Debian's Chromium: mails into build/screenshots, every kind of page of the board into docs/screenshots
	$(BIN)/python -m tests.screenshots build/screenshots
	$(BIN)/python -m tests.screenshots.board docs/screenshots

audit: $(UV)  ## known vulnerabilities of what the lock pins; asks a public database (the tests audit the lock offline)
	$(UV) audit --locked

sbom: $(UV)  ## what an installation contains, as CycloneDX, from the lock alone
	mkdir -p dist
	$(UV) export --locked --offline --no-dev --format cyclonedx1.5 --quiet --output-file dist/koers.cdx.json

secrets: $(STAMP)  ## random passwords for docker compose, as files in ./secrets; existing ones stay
	$(BIN)/python deploy/secrets.py

compose-test: $(STAMP)  ## docker compose for real, on stand-ins for the images; takes minutes and needs Docker and root
	$(BIN)/python -m tests.compose $(ARGS)

clean:
	rm -rf $(VENV) .uv

$(STAMP): pyproject.toml uv.lock | $(UV)
	$(UV) sync --locked --quiet --compile-bytecode --python $(PYTHON)
	@touch $@

# Without uv on the machine it comes from PyPI, into a folder of its own.
.uv/bin/uv:
	$(PYTHON) -m venv .uv
	.uv/bin/pip install --quiet uv
