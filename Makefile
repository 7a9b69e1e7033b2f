# The verbs of development. `make help` lists them.
PYTHON ?= python

.PHONY: help install check test bench soak docs base-model

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

bench:  ## timings, by hand, on a quiet machine
	$(PYTHON) benchmarks/generate.py
	$(PYTHON) benchmarks/generate.py --random-gpt2
	$(PYTHON) benchmarks/room.py --original
	$(PYTHON) benchmarks/train.py

soak:  ## the faults at full length, and fifteen minutes of ten people; by hand
	AURORE_SOAK=1 $(PYTHON) -m pytest --timeout 3600 tests/serving/test_faults.py
	$(PYTHON) benchmarks/soak.py

docs:  ## the help texts of all commands, and the picture of the page
	$(PYTHON) docs/make.py

base-model:  ## the embedded model again: BOOKS=mirror of files/, TEXTS=folder of prose
	aurore prepare --author all-french --mirror $(BOOKS) --texts $(TEXTS) --work base-work
	aurore tokenize --work base-work
	aurore train --run base --minutes 68 --size petite --work base-work
	aurore evaluate --run base --work base-work
	$(PYTHON) tools/embed_model.py base-work base
