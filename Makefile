# The verbs of development. `make help` lists them.
PYTHON ?= python

.PHONY: help install check test bench docs

help:  ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install:  ## the package and what its tests need
	$(PYTHON) -m pip install -e ".[dev]"

check:  ## lint, format, types
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy

test: check  ## everything that must pass
	$(PYTHON) -m pytest

bench:  ## timings, by hand, on a quiet machine
	$(PYTHON) benchmarks/generate.py
	$(PYTHON) benchmarks/train.py

docs:  ## the help texts of all commands, and the picture of the page
	$(PYTHON) docs/make.py
