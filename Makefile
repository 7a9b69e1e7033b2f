# The verbs of development. `make help` lists them.
PYTHON ?= python

.PHONY: help install check test slow bench soak docs profiles words workshop screenshots base-model sand-model

help:  ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install:  ## the package and what its tests need
	$(PYTHON) -m pip install -e ".[dev]"

check:  ## lint, format, types
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy

test: check  ## everything that must pass
	$(PYTHON) -m pytest -n 2 --dist loadfile

slow:  ## the tests that take minutes, each says why
	$(PYTHON) -m pytest -m slow --force-enable-socket

bench:  ## timings, by hand, on a quiet machine: WORK=folder with a corpus
	$(PYTHON) benchmarks/generate.py
	$(PYTHON) benchmarks/generate.py --random-gpt2
	$(PYTHON) benchmarks/room.py --original
	$(PYTHON) benchmarks/train.py $(or $(WORK),work)

soak:  ## the faults at full length, and fifteen minutes of ten people; by hand
	AURORE_SOAK=100000 $(PYTHON) -m pytest --timeout 3600 tests/serving/test_faults.py
	$(PYTHON) benchmarks/soak.py

docs:  ## the help texts of all commands
	$(PYTHON) docs/make.py

screenshots:  ## the pictures of the pages in the read-mes; every page and state: --all FOLDER
	$(PYTHON) tools/screenshots.py

workshop:  ## exercises and notebooks, from the lessons' texts and solutions
	$(PYTHON) tools/workshop.py

profiles:  ## the profiles of authors again, and how well they attribute: BOOKS=mirror of files/
	$(PYTHON) tools/profiles.py $(BOOKS) --write

words:  ## the list of French words again: BASE and SAND are the work folders of the models below
	$(PYTHON) tools/word_list.py $(or $(BASE),base-work) $(or $(SAND),sand-work) --write

base-model:  ## aurore-base, three hours on two cores: BOOKS=mirror of files/, TEXTS=folder of prose
	aurore prepare --author base --editions all --mirror $(BOOKS) $(foreach part,eltec balzac cligs_roman19 cligs_nouvelles19,--texts $(TEXTS)/$(part)) --work base-work
	aurore tokenize --work base-work
	aurore train --run aurore-base --minutes 84 --size petite --batch-size 8 --context 512 --work base-work
	aurore train --resume --run aurore-base --minutes 94 --work base-work
	$(PYTHON) tools/embed_model.py base-work aurore-base aurore-base

sand-model:  ## aurore-sand, aurore-base specialised on Sand: BOOKS=mirror of files/
	aurore prepare --author sand-writer --mirror $(BOOKS) --work sand-work
	aurore train --base aurore-base --run aurore-sand --minutes 22 --learning-rate 0.001 --batch-size 4 --work sand-work
	$(PYTHON) tools/embed_model.py sand-work aurore-sand aurore-sand
