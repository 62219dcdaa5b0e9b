# The whole interface for people and CI. Every target sets up what it needs.
PYTHON ?= python3
BIN := .venv/bin
# Many tests wait for a rate limit or another process, so that more workers than cores pay.
WORKERS ?= 4
# Tests start many processes; compiling the program for each of them would be half of the work.
export PYTHONDONTWRITEBYTECODE =

.PHONY: demo check check-all long fix test golden docs site pictures bench chaos image lock mutants clean

.venv/ready: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable ".[sandbox]" --group dev
	touch $@

demo: .venv/ready  ## a real sync of a sample app against the sandbox
	$(BIN)/ci-l10n demo

check: .venv/ready  ## format, lint, types, import rules, tests; linters of workflows, Dockerfile and scripts are tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n $(WORKERS) -m "not long"

check-all: check long  ## and the long tests: the real image, runners, real projects

long: .venv/ready
	$(BIN)/pytest -n $(WORKERS) --dist loadfile -m long

fix: .venv/ready  ## format and repair what can be repaired
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

test: .venv/ready
	$(BIN)/pytest -n $(WORKERS) -m "not long"

golden: .venv/ready  ## rewrite the expected files of golden tests; review with git diff
	CI_L10N_GOLDEN=write $(BIN)/pytest -n $(WORKERS) -m "not long" tests/unit/formats

docs: .venv/ready  ## write the generated pages of docs/reference
	for tool in tools/make_*_docs.py; do $(BIN)/python $$tool || exit 1; done

site: .venv/ready  ## the documentation as a site in build/site; a link that leads nowhere fails
	rm -rf build/site
	$(BIN)/sphinx-build --quiet --fresh-env --fail-on-warning --jobs 2 -d build/site.pages -b html -c tools/site docs build/site
	@echo "Look at $(CURDIR)/build/site/index.html"

pictures: .venv/ready  ## take the pictures of the README again, of a run against the sandbox; needs Chromium
	$(BIN)/python -m tools.pictures

# The libraries we are measured beside; some are GPL, so they run in processes and an environment of their own.
.tools/bench/ready:
	$(PYTHON) -m venv .tools/bench
	.tools/bench/bin/python -m pip install --quiet "moz.l10n[xml]" translate-toolkit polib ruamel.yaml javaproperties lxml
	touch $@

bench: .venv/ready .tools/bench/ready  ## figures, measured side by side; FORMATS="json yaml" for some of them
	$(BIN)/python -m tools.bench .tools/bench/bin/python $(FORMATS)

chaos: .venv/ready  ## every fault at every request of the reference scenarios; CHAOS="smartling reset" for some, "--sample 10" or "--kinds" for fewer, "--record FILE" to go on where it was ended
	nice -n 10 $(BIN)/python -m tools.chaos $(CHAOS)

image:  ## build the container image, with Docker or with podman
	tools/image/build.sh

mutants: .venv/ready  ## change the merge and the path rules one thing at a time: do tests notice? (docs/explanation/quality.md)
	$(BIN)/python -m pip install --quiet --group mutants
	PATH="$(CURDIR)/$(BIN):$$PATH" nice -n 19 mutmut run
	$(BIN)/mutmut results

.tools/lock/bin/uv:
	$(PYTHON) -m venv .tools/lock
	.tools/lock/bin/python -m pip install --quiet uv

lock: .tools/lock/bin/uv  ## renew requirements.lock, what the image holds
	.tools/lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--extra sandbox --no-emit-index-url --custom-compile-command "make lock" --output-file requirements.lock pyproject.toml

clean:
	rm -rf .venv .tools build dist mutants
