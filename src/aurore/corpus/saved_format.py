"""The small files beside the Arrow streams of a `DatasetDict` on disk.

They are those of `datasets.DatasetDict.save_to_disk`, for `load_from_disk`. Written here, because
the library copies every split once more, and takes a second to load.
"""

import hashlib
import json
from pathlib import Path

from aurore.base.records import SPLITS

ARROW = "data-00000-of-00001.arrow"
"""The one file of a split's rows: an Arrow stream."""

Features = dict[str, dict[str, str]]


def features_of(types: dict[str, str]) -> Features:
    """What `datasets` calls the columns.

    Args:
        types: `string` or `int32`, by column.
    """
    return {column: {"dtype": dtype, "_type": "Value"} for column, dtype in types.items()}


def schema_metadata(features: Features) -> dict[str, str]:
    """What `datasets` puts into the schema of a stream, so that it opens alone too."""
    return {"huggingface": json.dumps({"info": {"features": features}})}


def describe_splits(folder: Path, features: Features) -> None:
    """Writes all that a folder with the Arrow file of each split needs to be a `DatasetDict`."""
    names = json.dumps({"splits": list(SPLITS)})
    (folder / "dataset_dict.json").write_text(names, encoding="utf-8")
    info = {"citation": "", "description": "", "features": features, "homepage": "", "license": ""}
    for split in SPLITS:
        _write(folder / split / "dataset_info.json", info)
        state: dict[str, object] = {
            "_data_files": [{"filename": ARROW}],
            "_fingerprint": _fingerprint(folder / split / ARROW),
            "_format_columns": None,
            "_format_kwargs": {},
            "_format_type": None,
            "_output_all_columns": False,
            "_split": split,
        }
        _write(folder / split / "state.json", state)


def _fingerprint(path: Path) -> str:
    """What `datasets` knows the rows by, in its cache: 16 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def _write(path: Path, contents: object) -> None:
    path.write_text(json.dumps(contents, indent=2), encoding="utf-8")
