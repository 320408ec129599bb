# One command per chore. `make serve` and `make test` work on a fresh Debian machine.
SHELL := /bin/bash
BIN := .venv/bin
PACKAGES := postgresql-15 postgresql-15-postgis-3
# kill -9 of make stops the service too, where util-linux is there to arrange it
WITH_MAKE := $(shell command -v setpriv >/dev/null && echo setpriv --pdeathsig TERM)
# What PDFs need: without it everything but printing works
PRINT_PACKAGES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk
# pgRouting is one of the judges of the tests
TEST_PACKAGES := chromium postgresql-15-pgrouting

.PHONY: help serve test lint soak bench screenshots lock setup setup-dev packages

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

serve: setup ## Set up what is missing, load the sample city if there is none, serve at http://127.0.0.1:8000
	@exec $(WITH_MAKE) $(BIN)/geo-service serve

test: setup-dev ## Run all tests, browser tests included, two files at a time
	@$(BIN)/python -m pytest -m "not soak" -n 2 --dist loadfile $(PYTEST_ARGS)

lint: setup-dev ## ruff, mypy --strict, import-linter
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

soak: setup-dev ## The long runs
	@$(BIN)/python -m pytest -m soak --timeout 3600 $(PYTEST_ARGS)

bench: setup-dev ## Measure beside the peers (needs ogr2ogr: apt-get install gdal-bin)
	@$(BIN)/python benchmarks/load_sites.py

screenshots: setup-dev ## Pictures of every page into screenshots/
	@$(BIN)/python -m tests.browser.screenshots

lock: ## Choose versions anew: requirements*.in to requirements*.lock, hashes and no addresses
	@for name in requirements requirements-bootstrap requirements-dev; do \
	  $(BIN)/uv pip compile -q --upgrade --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11 \
	  $$name.in -o $$name.lock; done

packages:
	@if [ -z "$$DATABASE_URL$$GEO_SERVICE_DATABASE_URL" ]; then bash bootstrap/debian.sh $(PACKAGES); fi
	@bash bootstrap/debian.sh $(PRINT_PACKAGES) || echo "PDFは作れません（ほかは動きます）/ PDFs cannot be made; all else works" >&2

setup: packages
	@bash bootstrap/python.sh requirements.lock
	@$(BIN)/python -m geo_service.coverage.compiled

setup-dev: packages
	@bash bootstrap/debian.sh $(TEST_PACKAGES)
	@bash bootstrap/python.sh requirements.lock requirements-dev.lock
	@$(BIN)/python -m geo_service.coverage.compiled
