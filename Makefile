# On a fresh Debian or Ubuntu machine: `make run` tries the program out, `make test` checks it.
# PYTHON=... names another Python (3.11 or newer) for the virtual environment.

PYTHON ?= python3
BIN := .venv/bin
PY := $(BIN)/python
SEEDS ?= 1000
PYTEST_ARGS ?=
# Per cent of branches that a whole run covers in the two rooms where a mistake costs most.
ROOMS := --include='sync/*,station_app/usecases/*'
FLOOR := 94

export PYTHON

.PHONY: help setup run test lint bench simulate deb screens translations lock

help:
	@echo "make setup          the virtual environment (and, as root, system packages)"
	@echo "make run            a small demonstration county on this machine"
	@echo "make test           every check: style, types, contracts, tests"
	@echo "make bench          measure, and write docs/benchmarks.md"
	@echo "make simulate SEEDS=10000"
	@echo "                    the long simulation"
	@echo "make deb            the Debian package, into dist/"
	@echo "make screens        the story clicked through, its pictures into docs/screens/"
	@echo "make translations   gather new words into the catalogues, compile them"
	@echo "make lock           resolve the requirements anew"

setup:
	@sh tools/setup.sh

run: setup
	@$(PY) demo/run.py $(RUN_ARGS)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The report of coverage goes to a file, so that pytest has the last word.
test: lint
	$(BIN)/coverage run -m pytest $(PYTEST_ARGS)
	@mkdir -p build && $(BIN)/coverage report >build/coverage.txt
ifeq ($(strip $(PYTEST_ARGS)),)
	@$(BIN)/coverage report $(ROOMS) --fail-under=$(FLOOR) >build/coverage-rooms.txt \
		|| { tail -n 2 build/coverage-rooms.txt; exit 1; }
endif

bench: setup
	$(PY) -m tests.benchmarks $(BENCH_ARGS)

simulate: setup
	$(PY) -m tests.simulation --seeds $(SEEDS)

deb: setup
	$(PY) installer/deb/build.py

# On a display of its own, so that nothing else is in the pictures.
screens: setup
	xvfb-run -a -s "-screen 0 1366x768x24" env QT_QPA_PLATFORM=xcb $(PY) tools/calendar_screens.py docs/screens --kept
	xvfb-run -a -s "-screen 0 1366x768x24" env QT_QPA_PLATFORM=xcb $(PY) tools/training_screens.py docs/screens --kept
	xvfb-run -a -s "-screen 0 1366x768x24" env QT_QPA_PLATFORM=xcb $(PY) tools/knowledge_screens.py docs/screens --kept
	xvfb-run -a -s "-screen 0 1366x768x24" env QT_QPA_PLATFORM=xcb $(PY) tools/knowledge_screens.py docs/screens --scale 100 --dark --only requests
	xvfb-run -a -s "-screen 0 1366x768x24" env QT_QPA_PLATFORM=xcb $(PY) tools/knowledge_screens.py docs/screens --scale 100 --lang en --only notices visit-held typical-make
	xvfb-run -a -s "-screen 0 1366x768x24" $(PY) tools/story.py --county build/screens --out docs/screens

translations: setup
	$(PY) tools/translations.py

LOCK := $(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url \
	--no-annotate --no-header --quiet --constraint requirements/pins.txt

lock: setup
	$(LOCK) --extra desk -o requirements/desk.lock
	$(LOCK) --extra center -o requirements/center.lock
	$(LOCK) --extra desk --extra center --extra test -o requirements/everything.lock
