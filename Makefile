# Two commands do everything on a machine with Python 3.11 and make: `make run` and `make test`.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# Tests on all cores: each core takes files' tests in order, so that what a file prepares is mostly made once.
WORKERS := -n auto --dist worksteal

.PHONY: run test lint types contracts pytest score bench langextract lowest lock clean

run: $(READY)
	$(BIN)/jixiao extract examples/qinghe_2024.txt

test: lint types contracts pytest

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

contracts: $(READY)
	$(BIN)/lint-imports

pytest: $(READY)
	$(BIN)/pytest $(WORKERS)

# Accuracy against the hand-made labels; the texts of the real documents are not part of this project.
score: $(READY)
	$(BIN)/jixiao eval $(if $(DOCUMENTS),--documents $(DOCUMENTS))

bench: $(READY)
	$(BIN)/python -m evals.bench.speed
	$(BIN)/python -m evals.bench.checks
	$(BIN)/python -m evals.bench.comments
	$(BIN)/python -m evals.bench.review
	$(BIN)/python -m evals.bench.review_pages
	$(BIN)/python -m evals.bench.readers

# The comparison with LangExtract, which has an environment of its own and is no dependency.
langextract: $(READY)
	$(PYTHON) -m venv $(VENV)/langextract
	$(VENV)/langextract/bin/python -m pip install --quiet --disable-pip-version-check langextract openai
	$(BIN)/python -m evals.bench.langextract $(if $(DOCUMENT),--document $(DOCUMENT))

# The tests with the lowest versions that pyproject.toml allows.
lowest: $(READY)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv venv --quiet --clear --python $(PYTHON) $(VENV)/lowest
	$(BIN)/uv pip compile --quiet --extra dev --resolution lowest-direct --python-version 3.11 \
		--no-header --output-file $(VENV)/lowest.txt pyproject.toml
	VIRTUAL_ENV=$(VENV)/lowest $(BIN)/uv pip install --quiet -r $(VENV)/lowest.txt
	VIRTUAL_ENV=$(VENV)/lowest $(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e .
	$(VENV)/lowest/bin/pytest $(WORKERS)

# Renew the pinned versions from the bounds in pyproject.toml.
lock: $(READY)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra dev --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --python-version 3.11 --quiet --upgrade --output-file requirements.lock

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(READY)

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
