# make install   the tidings command in .venv/bin
# make demo      reads the bundled reports and prints their claims
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

.PHONY: install demo test lint bench schemas docs constraints clean

install: $(STAMP)

$(STAMP): $(SOURCES)
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,postgres]'
	touch $@

# The demo's country is invented: its places come from a table of their own.
DEMO_PLACES := .venv/demo-places.sqlite

demo: install $(DEMO_PLACES)
	@$(BIN)/tidings read demo/reports --gazetteer $(DEMO_PLACES)

$(DEMO_PLACES): $(STAMP) demo/places.csv
	@rm -f $@
	@$(BIN)/tidings places import demo/places.csv --gazetteer $@

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
