"""A model folder for CTranslate2, by that library's own converter, loaded only here."""

import json
import shutil
import warnings
from pathlib import Path

from aurore.base.errors import MissingLibrary, UserError
from aurore.base.workspace import replace_folder
from aurore.release.folders import Export, read_config, weight_files
from aurore.tokenizer.reader import read_reader

PRECISIONS = ("float32", "float16", "int8")
TOKENIZER = ("tokenizer.json", "tokenizer_config.json")


def export_ctranslate2(model: Path, target: Path, precision: str = "int8") -> Export:
    """Writes `model.bin`, `config.json` and the vocabulary into `target`, and the tokenizer.

    Raises:
        UserError: the library is not installed, or does not know the class.
    """
    read_config(model)
    weight_files(model)
    try:
        from ctranslate2.converters import TransformersConverter
    except ImportError as error:
        raise UserError("no_export_library", library="ctranslate2") from error
    try:
        import transformers
    except ImportError as error:
        raise MissingLibrary(error.name or "transformers") from error
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    copied = [name for name in TOKENIZER if (model / name).is_file()]
    with replace_folder(target) as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the converter calls transformers by names of other years
        converter = TransformersConverter(str(model))
        try:
            converter.convert(str(folder), quantization=precision, force=True)
        except (ValueError, NotImplementedError, AttributeError, KeyError) as error:
            raise UserError("ctranslate2_refuses", folder=model, reason=str(error)) from error
        _name_tokens(folder / "config.json", model)
        for name in copied:
            shutil.copyfile(model / name, folder / name)
    return Export("ctranslate2", target, tuple(sorted(path.name for path in target.iterdir())))


def _name_tokens(path: Path, model: Path) -> None:
    """The engine wants a name for every special token, also for those a tokenizer has not."""
    reader = read_reader(model)
    end = reader.tokenizer.id_to_token(reader.end)
    config = json.loads(path.read_text(encoding="utf-8"))
    named = {name: value or end for name, value in config.items() if name.endswith("_token")}
    path.write_text(json.dumps(config | named, indent=2), encoding="utf-8")
