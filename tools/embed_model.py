"""Puts a finished run into the package, in half precision: a model that comes with Aurore.

python tools/embed_model.py WORK_FOLDER RUN aurore-base|aurore-sand
"""

import shutil
import sys
from pathlib import Path

from aurore.base.workspace import Workspace, replace_folder
from aurore.model.choose import embedded_model
from aurore.model.network import load, save
from aurore.release.cards import write_model_card

MOST_BYTES = 20_000_000  # of both together, so that the package stays small


def main() -> None:
    """Copies tokenizer and card, halves the weights, checks the size."""
    workspace, run, name = Workspace(Path(sys.argv[1])), sys.argv[2], sys.argv[3]
    card = write_model_card(workspace, run)
    source = card.parent
    with replace_folder(embedded_model(name)) as folder:
        save(load(source), folder, half=True)
        for file in ("tokenizer.json", "tokenizer_config.json", "README.md", "books.json"):
            shutil.copy(source / file, folder / file)
    size = sum(path.stat().st_size for path in embedded_model(name).parent.glob("*/*"))
    assert size <= MOST_BYTES, f"{size:,} bytes"
    print(f"{embedded_model(name)}; both together: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
