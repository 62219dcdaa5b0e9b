# The whole interface for people and CI. Every target sets up what it needs.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo check check-all fix test golden docs bench image clean

.venv/ready: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable ".[sandbox]" --group dev
	touch $@

demo: .venv/ready  ## a real sync of a sample app against the sandbox
	$(BIN)/ci-l10n demo

check: .venv/ready  ## format, lint, types, import rules, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto -m "not long"

fix: .venv/ready  ## format and repair what can be repaired
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

test: .venv/ready
	$(BIN)/pytest -n auto -m "not long"

golden: .venv/ready  ## rewrite the expected files of golden tests; review with git diff
	CI_L10N_GOLDEN=write $(BIN)/pytest -n auto -m "not long" tests/unit/formats

clean:
	rm -rf .venv .tools build dist
