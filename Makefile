# make demo    a made-up county plays a year: from raw records to the plan, bulletins, appraisal, payment and all documents
# make test    style, layers, and all tests on SQLite and on PostgreSQL
# make bench   the measurements of docs/benchmarks.md
# make bench-check  how good the checker is, on a corpus of annotated reports: make bench-check CLAIMS=folder
# make messages  the catalogues of src/gongwei/locale brought up to date; what they then lack a test names
# The first call on a fresh machine sets up .venv and, as root, installs what is missing (tools/provide).

SHELL := bash
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
WORKERS ?= 2

.PHONY: demo test bench bench-check messages lint lock

demo: $(READY)
	@tools/provide --if-possible fonts
	$(BIN)/gongwei demo

test: export GONGWEI_TESTS_COMPILED := $(CURDIR)/build/compiled
test: lint
	@tools/provide postgresql fonts libreoffice
	@rm -rf build/compiled && mkdir -p build/compiled
	env -u GONGWEI_DATABASE_URL $(BIN)/pytest --numprocesses=$(WORKERS)
	tools/with-postgresql $(BIN)/pytest --numprocesses=$(WORKERS) -m database

bench: $(READY)
	@tools/provide postgresql
	tools/with-postgresql $(BIN)/gongwei bench

CLAIMS ?= ../shared/examples/claims
bench-check: $(READY)
	$(BIN)/gongwei bench-check $(CLAIMS)

# Our words stand in Chinese in the code and in English in `django`; click's stand in English and in Chinese in `messages`.
LOCALE := src/gongwei/locale
EXTRACT := $(BIN)/pybabel --quiet extract --no-default-keywords --sort-by-file --project=gongwei
UPDATE := $(BIN)/pybabel --quiet update --init-missing --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap

messages: $(READY)
	@mkdir -p build
	$(EXTRACT) --keywords="_ Message" --add-location=file --output=build/django.pot src
	$(UPDATE) --domain=django --locale=en --input-file=build/django.pot --output-dir=$(LOCALE)
	$(EXTRACT) --keywords="_ ngettext:1,2" --no-location --output=build/messages.pot \
	    $$($(BIN)/python -c "import click; print(*click.__path__)")
	@sed -i '/^msgstr\[1\]/d' build/messages.pot # Chinese has no plural
	$(UPDATE) --domain=messages --locale=zh_CN --input-file=build/messages.pot --output-dir=$(LOCALE)
	$(BIN)/pybabel compile --domain="django messages" --directory=$(LOCALE)

# Lines are laid out by hand: a formatter would spread the tables of a programme pack over pages.
lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-logo

$(READY): requirements.lock pyproject.toml tools/set-up
	@tools/set-up $(VENV)
	@touch $@

# The lock file holds versions and hashes, no addresses (docs/decisions/0002). uv lives apart: only locking needs it.
UV := build/lock/bin/uv

lock: $(UV)
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --extra develop \
	    --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
	    pyproject.toml --output-file requirements.lock

$(UV):
	python3 -m venv build/lock
	build/lock/bin/pip install --quiet --disable-pip-version-check uv
