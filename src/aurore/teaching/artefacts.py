"""What a lesson needs of the lessons before it, ready-made: so that any lesson can come first.

All of it comes from what the package carries (three tales, the embedded model) and is made once, in
the cache; no network is asked. Only the sentences of two authors come from the person's own books,
when there are any.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

from aurore import __version__
from aurore.base.cache import cache_folder
from aurore.base.errors import MissingLibrary
from aurore.base.settings import PrepareSettings, TokenizeSettings
from aurore.base.workspace import Workspace, replace_folder, write_atomically
from aurore.corpus.sources.catalogue import DEMO
from aurore.model.choose import embedded_model
from aurore.teaching.lessons import workshop_folder
from aurore.teaching.sentences import as_json, own_phrases

VOCABULARY = 1024  # as `aurore demo` has it
SHIPPED = "commun"  # the folder of the workshop that holds small texts and drawings
PHRASES, MANNERS = "phrases.json", "deux_manieres.json"


def artefact(name: str) -> Path:
    """The folder or file of that name, made if it is not there yet.

    `livres`: raw books; `corpus`: a `DatasetDict`; `tokenizer`: one of 1,024 tokens; `modele`: the
    embedded model; `phrases.json`: sentences of two authors; any other name is a file of the
    folder `commun` of the workshop.

    Raises:
        ValueError: there is no such artefact.
        MissingLibrary: it is to be made by libraries that the small install lacks.
    """
    if name == "modele":
        return embedded_model()
    if name in _MADE:
        return _once(name, _MADE[name])
    if name == PHRASES and _phrases().exists():
        return _phrases()
    path = workshop_folder() / SHIPPED / (MANNERS if name == PHRASES else name)
    if name != Path(name).name or not path.exists():
        raise ValueError(f"{name!r}: livres, corpus, tokenizer, modele, ou un fichier de commun/")
    return path


def draw_phrases(workspace: Workspace, mirror: str | None = None) -> tuple[str, ...]:
    """Draws the sentences of « Sand ou Balzac ? » anew; says whose they are, () for the project's.

    Args:
        mirror: where books may be taken from when the work folder has none.
    """
    found = own_phrases(workspace, mirror)
    if found is None:
        _phrases().unlink(missing_ok=True)
        return ()
    with write_atomically(_phrases()) as path:
        path.write_text(as_json(found), encoding="utf-8")
    return tuple(found)


def _phrases() -> Path:
    return _made_folder() / PHRASES


def _made_folder() -> Path:
    return cache_folder() / f"atelier-{__version__}"


def _once(name: str, make: Callable[[Path], None]) -> Path:
    target = _made_folder() / name
    if not target.exists():
        with replace_folder(target) as folder:
            make(folder)
    return target


def _books(folder: Path) -> None:
    import aurore.corpus.sources as sources

    for path in sorted(Path(sources.__path__[0]).glob("demo/files/*/*.txt")):
        shutil.copy(path, folder / path.name)


def _corpus(folder: Path) -> None:
    _made_by_stages(folder, "corpus")


def _tokenizer(folder: Path) -> None:
    _made_by_stages(folder, "tokenizer")


def _made_by_stages(folder: Path, wanted: str) -> None:
    try:
        from aurore.corpus.prepare import prepare
        from aurore.tokenizer.stage import tokenize
    except ImportError as error:
        raise MissingLibrary(error.name or "datasets") from error

    workspace = Workspace(folder / "work")
    prepare(PrepareSettings(author=DEMO), workspace)
    if wanted == "tokenizer":
        tokenize(TokenizeSettings(vocab_size=VOCABULARY), workspace)
    for path in (workspace.root / wanted).iterdir():
        path.rename(folder / path.name)
    shutil.rmtree(workspace.root)


_MADE: dict[str, Callable[[Path], None]] = {
    "livres": _books,
    "corpus": _corpus,
    "tokenizer": _tokenizer,
}
