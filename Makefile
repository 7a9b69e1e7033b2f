# The verbs of development. `make help` lists them.
PYTHON ?= python

.PHONY: help install check test slow bench docs base-model workshop

help:  ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install:  ## the package and what its tests need
	$(PYTHON) -m pip install -e ".[dev]"

check:  ## lint, format, types
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy

test: check  ## everything that must pass
	$(PYTHON) -m pytest

slow:  ## the tests that take minutes, each says why
	$(PYTHON) -m pytest -m slow --force-enable-socket

bench:  ## timings, by hand, on a quiet machine
	$(PYTHON) benchmarks/generate.py
	$(PYTHON) benchmarks/train.py

docs:  ## the help texts of all commands, and the picture of the page
	$(PYTHON) docs/make.py

workshop:  ## exercises and notebooks, from the lessons' texts and solutions
	$(PYTHON) tools/workshop.py

base-model:  ## the embedded model again: BOOKS=mirror of files/, TEXTS=folder of prose
	aurore prepare --author all-french --mirror $(BOOKS) --texts $(TEXTS) --work base-work
	aurore tokenize --work base-work
	aurore train --run base --minutes 68 --size petite --work base-work
	aurore evaluate --run base --work base-work
	$(PYTHON) tools/embed_model.py base-work base
