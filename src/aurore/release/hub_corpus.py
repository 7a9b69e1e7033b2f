"""A corpus as a data set of the Hub, and back: Parquet files that the Hub's page shows."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aurore.base.errors import MissingLibrary, UserError
from aurore.base.records import SPLITS
from aurore.base.workspace import Workspace, replace_folder
from aurore.corpus.dataset import CARD, COLUMNS, FEATURES
from aurore.corpus.saved_format import ARROW, describe_splits, schema_metadata
from aurore.model.hub import COMMIT, Offer, check_hash, licence_of, told_apart
from aurore.release.hub import Parcel

TEXTS = (".txt", ".epub", ".xml")
README, REPORT = "README.md", "report.html"


def pack_corpus(workspace: Workspace, repo: str, folder: Path, private: bool = True) -> Parcel:
    """Writes the splits of the corpus as Parquet into `folder`, and lists what is to be sent."""
    pa, parquet = _arrow()
    workspace.need(workspace.corpus / README, "aurore prepare")
    files: dict[str, Path | bytes] = {
        name: workspace.corpus / name
        for name in (CARD, REPORT)
        if (workspace.corpus / name).exists()
    }
    for split in SPLITS:
        with pa.ipc.open_stream(str(workspace.corpus / split / ARROW)) as stream:
            rows = stream.read_all()
        path = folder / f"{split}.parquet"
        parquet.write_table(rows, path)
        files[f"data/{path.name}"] = path
    files[README] = _with_splits((workspace.corpus / README).read_text("utf-8")).encode()
    return Parcel(repo, "dataset", private, files)


def _with_splits(readme: str) -> str:
    """The card of the corpus; its head says which file is which split, as `load_dataset` wants."""
    if "\nconfigs:" in readme:  # it came from the Hub
        return readme
    lines = [f"  - split: {split}\n    path: data/{split}.parquet" for split in SPLITS]
    configs = "\n".join(["configs:", "- config_name: default", "  data_files:", *lines])
    return readme.replace("\n---\n", f"\n{configs}\n---\n", 1)


@dataclass(frozen=True)
class DataOffer(Offer):
    """What a data set of the Hub would bring."""

    @property
    def is_corpus(self) -> bool:
        """Whether it takes the place of `corpus/`; otherwise it is texts."""
        return CARD in self.files


def look_at_data(name: str, revision: str = "") -> DataOffer:
    """What a data set of the Hub would bring: a corpus of ours, or texts.

    Raises:
        UserError: there is no such data set, or nothing in it that Aurore reads.
    """
    from huggingface_hub import HfApi

    revision = revision or "main"
    with told_apart(name, revision):
        info = HfApi().dataset_info(name, revision=revision, files_metadata=True)
    sizes = {file.rfilename: file.size or 0 for file in info.siblings or []}
    files = [file for file in sizes if _is_ours(file)] if CARD in sizes else []
    files = files or [file for file in sizes if file.endswith(TEXTS)]
    if not files:
        raise UserError("hub_data_unknown", name=name)
    licence = licence_of(info.card_data)
    return DataOffer(name, str(info.sha), licence, sum(sizes[file] for file in files), tuple(files))


def bring(offer: DataOffer, workspace: Workspace) -> Path:
    """Downloads a data set: a corpus takes its place, texts go to a folder beside the books.

    Raises:
        UserError: something came damaged, or is no corpus of this version.
    """
    workspace.open_for_writing()
    paths = {file: _fetched(offer, file) for file in offer.files}
    if offer.is_corpus:
        _place_corpus(offer, paths, workspace)
        return workspace.corpus
    target = workspace.root / "texts" / offer.name.replace("/", "--")
    with replace_folder(target) as folder:
        for file, path in paths.items():
            shutil.copyfile(path, folder / Path(file).name)
    return target


def _fetched(offer: Offer, file: str) -> Path:
    from huggingface_hub import hf_hub_download
    from huggingface_hub.utils.tqdm import disable_progress_bars

    disable_progress_bars()
    assert COMMIT.fullmatch(offer.commit)
    with told_apart(offer.name, offer.commit):
        path = Path(hf_hub_download(offer.name, file, repo_type="dataset", revision=offer.commit))
    check_hash(path, offer.name)
    return path


def _place_corpus(offer: Offer, paths: dict[str, Path], workspace: Workspace) -> None:
    pa, parquet = _arrow()
    schema = None
    with replace_folder(workspace.corpus) as folder:
        for name in (CARD, README, REPORT):
            if name in paths:
                shutil.copyfile(paths[name], folder / name)
        for split in SPLITS:
            rows = parquet.read_table(paths[f"data/{split}.parquet"])
            if tuple(rows.column_names) != COLUMNS:
                raise UserError("hub_data_unknown", name=offer.name)
            schema = schema or rows.schema.with_metadata(schema_metadata(FEATURES))
            (folder / split).mkdir()
            with pa.ipc.new_stream(str(folder / split / ARROW), schema) as stream:
                stream.write_table(rows.cast(schema))
        describe_splits(folder, FEATURES)


def _is_ours(file: str) -> bool:
    return file in (CARD, README, REPORT) or file in [f"data/{split}.parquet" for split in SPLITS]


def _arrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise MissingLibrary("datasets") from error
    return pyarrow, pyarrow.parquet
