# make install   the tidings command in .venv/bin
# make demo      reads the bundled reports, prints their claims, and opens the web app on them (Ctrl-C ends it)
# make serve     the web app alone, on the demo
# make screenshots  docs/images anew
# make test      every check
# make bench     the numbers of the README
# make schemas   docs/schemas anew from the vocabulary
# make docs      the output shown in the documentation anew

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/installed
SOURCES := pyproject.toml constraints.txt hatch_build.py \
	$(wildcard gazetteer/*.py src/tidings/codebook/places/*.yaml) \
	$(addprefix src/tidings/places/,keys.py layout.py geometry.py)

# What the web app's pages use of other projects; the wheel carries it, git does not.
VENDOR := src/tidings/web/static/vendor/complete

.PHONY: install demo serve screenshots test lint bench schemas docs constraints clean

install: $(STAMP) $(VENDOR)

$(STAMP): $(SOURCES)
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,postgres]'
	touch $@

$(VENDOR): $(addprefix web/,package.json package-lock.json vendor.mjs countries.json)
	cd web && npm ci --silent --ignore-scripts --no-audit --no-fund && npm run --silent vendor
	touch $@

# The demo's country is invented: its places come from a table of their own.
DEMO_PLACES := .venv/demo-places.sqlite
DEMO_CODEBOOK := $(wildcard demo/codebook)

demo: install $(DEMO_PLACES)
	@$(BIN)/tidings read demo/reports --gazetteer $(DEMO_PLACES) $(if $(DEMO_CODEBOOK),--codebook $(DEMO_CODEBOOK))
	@$(MAKE) --no-print-directory serve

$(DEMO_PLACES): $(STAMP) demo/places.csv
	@rm -f $@
	@$(BIN)/tidings places import demo/places.csv --gazetteer $@

# The demo in the web app; Ctrl-C ends it.
DEMO_LEDGER := .venv/demo.db

serve: install $(DEMO_LEDGER)
	@$(BIN)/tidings serve --ledger sqlite:///$(DEMO_LEDGER) --borders demo/border.geojson \
		--gazetteer $(DEMO_PLACES) $(if $(DEMO_CODEBOOK),--codebook $(DEMO_CODEBOOK))

$(DEMO_LEDGER): $(DEMO_PLACES) $(wildcard demo/reports/* src/tidings/ledger/migrations/versions/*)
	@rm -f $@*
	@$(BIN)/tidings add demo/reports --ledger sqlite:///$@ --gazetteer $(DEMO_PLACES) --quiet $(if $(DEMO_CODEBOOK),--codebook $(DEMO_CODEBOOK))

screenshots: install $(DEMO_LEDGER)
	$(BIN)/python docs/screenshots.py

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: lint
	$(BIN)/pytest -n 2

bench: install
	@for file in benchmarks/[a-z]*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

schemas: install
	$(BIN)/python -m tidings.schemas docs/schemas

docs: schemas
	$(BIN)/python docs/rerun.py

# What is installed now, pinned, without addresses: run after a change of dependencies.
constraints:
	$(BIN)/python -m pip freeze --exclude-editable | grep -E '^[A-Za-z0-9._-]+==' > constraints.txt

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
