"""`aurore export hub` and `aurore books fetch --from-hub` with a real server on this machine."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from aurore.base.workspace import Workspace
from aurore.cli.run import QUIET
from aurore.model.choose import embedded_model
from hub_server import TOKEN, WEAK_TOKEN, Hub, running_hub


@pytest.fixture
def hub() -> Iterator[Hub]:
    with running_hub() as server:
        yield server


@pytest.fixture
def aurore(hub: Hub, tmp_path: Path):
    """Runs a command in a process that believes `hub` to be the Hub, in a folder of its own."""
    (tmp_path / "here").mkdir()
    kept = {k: v for k, v in os.environ.items() if not k.startswith("HF_")}
    own = {
        "HF_ENDPOINT": hub.address,
        "HF_HOME": str(tmp_path / "home"),
        "HF_HUB_DISABLE_XET": "1",
    }

    def call(*arguments: str, token: str = TOKEN, **more: str) -> subprocess.CompletedProcess[str]:
        env = kept | QUIET | own | ({"HF_TOKEN": token} if token else {}) | more
        command = [sys.executable, "-m", "aurore", *arguments]
        done = subprocess.run(
            command, env=env, cwd=tmp_path / "here", capture_output=True, text=True
        )
        assert TOKEN not in done.stdout + done.stderr, "a token is never shown"
        return done

    return call


def test_a_model_is_shown_then_sent_in_private(aurore, hub: Hub) -> None:
    send = ["export", "hub", "atelier/sand", "--run", "embedded"]
    looked = aurore(*send, "--dry-run", token="", HF_HUB_OFFLINE="1")
    assert looked.returncode == 0 and "model.safetensors" in looked.stdout, looked.stderr
    assert "en privé" in looked.stdout and hub.asked == []
    asked = aurore(*send)
    assert asked.returncode == 2 and "--yes" in asked.stderr and not hub.repos
    assert "celui de atelier" in asked.stdout
    done = aurore(*send, "--yes", "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    repo = hub.repos["models", "atelier/sand"]
    assert repo.private and repo.head == answer["commit"]
    folder = embedded_model()
    files = repo.commits[repo.head]
    assert (
        set(files) - {".gitattributes"}
        == set(answer["files"])
        <= {path.name for path in folder.iterdir()}
    )
    assert all(files[name] == (folder / name).read_bytes() for name in answer["files"])
    puts = [line for line in hub.asked if line.startswith("PUT")]
    assert len(puts) == 1
    again = aurore(*send, "--yes")
    assert again.returncode == 0 and len([x for x in hub.asked if x.startswith("PUT")]) == 1


def test_a_corpus_goes_there_and_comes_back_the_same(
    aurore, hub: Hub, prepared: Workspace, tmp_path: Path
) -> None:
    name = "atelier/phrases"
    send = ["export", "hub", name, "--what", "dataset", "--public", "--yes"]
    done = aurore(*send, "--work", str(prepared.root))
    assert done.returncode == 0, done.stderr
    repo = hub.repos["datasets", name]
    assert not repo.private and "data/train.parquet" in repo.commits[repo.head]
    work = Workspace(tmp_path / "other")
    fetch = ["books", "fetch", "--from-hub", name, "--work", str(work.root)]
    asked = aurore(*fetch, token="")
    assert asked.returncode == 2 and "apache-2.0" in asked.stdout and "--yes" in asked.stderr
    done = aurore(*fetch, "--yes", token="")
    assert done.returncode == 0 and "aurore tokenize" in done.stdout, done.stderr
    from datasets import load_from_disk

    ours, theirs = (load_from_disk(str(place.corpus)) for place in (prepared, work))
    for split in ("train", "validation", "test"):
        assert ours[split].to_dict() == theirs[split].to_dict() if len(ours[split]) else True
        assert ours[split].features == theirs[split].features
    card = (prepared.corpus / "card.json").read_bytes()
    assert (work.corpus / "card.json").read_bytes() == card
    sent = repo.commits[repo.head]["README.md"].decode()
    assert yaml.safe_load(sent.split("---")[1])["configs"][0]["data_files"][2]["split"] == "test"
    assert (work.corpus / "README.md").read_text("utf-8") == sent
    assert (work.corpus / "report.html").exists()
    done = aurore("tokenize", "--vocab-size", "400", "--work", str(work.root))
    assert done.returncode == 0, done.stderr


def test_texts_of_a_data_set_come_into_a_folder_that_prepare_reads(
    aurore, hub: Hub, tmp_path: Path
) -> None:
    tale = "Il était une fois une fileuse qui chantait au bord de l’eau.\n\n" * 30
    card = b"---\nlicense: cc0-1.0\n---\nContes.\n"
    hub.add("atelier/contes", {"conte.txt": tale.encode(), "README.md": card}, "datasets")
    first = hub.repos["datasets", "atelier/contes"].head
    hub.add("atelier/contes", {"autre.txt": b"x"}, "datasets")
    fetch = ["books", "fetch", "--from-hub", f"atelier/contes@{first}", "--yes", "--work", "w"]
    done = aurore(*fetch, token="")
    assert done.returncode == 0 and "cc0-1.0" in done.stdout and "--texts" in done.stdout
    folder = tmp_path / "here" / "w" / "texts" / "atelier--contes"
    assert [path.name for path in folder.iterdir()] == ["conte.txt"]


def test_the_tokenizer_alone(aurore, hub: Hub, prepared: Workspace) -> None:
    send = ["export", "hub", "atelier/jetons", "--what", "tokenizer", "--yes"]
    done = aurore(*send, "--work", str(prepared.root))
    assert done.returncode == 0, done.stderr
    repo = hub.repos["models", "atelier/jetons"]
    assert {"tokenizer.json", "README.md"} <= set(repo.commits[repo.head])
    assert b"language: fr\n" in repo.commits[repo.head]["README.md"]


@pytest.mark.parametrize(
    ("token", "repo", "fault", "said"),
    [
        ("", "atelier/x", "", "aucun n’a été trouvé"),
        ("hf_faux", "atelier/x", "", "n’accepte pas ce jeton"),
        (WEAK_TOKEN, "atelier/x", "", "droit d’écrire"),
        (TOKEN, "voisin/x", "", "droit d’écrire"),
        (TOKEN, "atelier/x/y", "", "pas un nom pour le Hub"),
        (TOKEN, "atelier/x", "500", "répondu 500"),
        (TOKEN, "atelier/ouvert", "", "ouvert à tous"),
    ],
)
def test_a_refusal_is_two_sentences_and_nothing_is_left_half_sent(
    aurore, hub: Hub, prepared: Workspace, token: str, repo: str, fault: str, said: str
) -> None:
    hub.add("atelier/ouvert", {"README.md": b"Ouvert.\n"})
    if fault:
        hub.fail("/api/repos/create", fault, 9)
    send = ["export", "hub", repo, "--what", "tokenizer", "--yes", "--work", str(prepared.root)]
    done = aurore(*send, token=token)
    assert done.returncode == 2 and "À faire" in done.stderr and said in done.stderr, done.stderr
    assert all("tokenizer.json" not in one.commits[one.head] for one in hub.repos.values())


def test_offline_says_so_and_asks_nobody(aurore, hub: Hub, prepared: Workspace) -> None:
    send = ["export", "hub", "atelier/x", "--what", "tokenizer", "--work", str(prepared.root)]
    done = aurore(*send, HF_HUB_OFFLINE="1")
    assert done.returncode == 2 and "HF_HUB_OFFLINE" in done.stderr
    done = aurore("books", "fetch", "--from-hub", "atelier/x", HF_HUB_OFFLINE="1")
    assert done.returncode == 2 and "HF_HUB_OFFLINE" in done.stderr
    assert hub.asked == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_the_file_of_the_token_serves_with_a_word_on_its_rights(
    aurore, hub: Hub, prepared: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "here" / "credentials.ini"
    path.write_text(f"[hugging_face]\nTOKEN={TOKEN}\n", encoding="utf-8")
    path.chmod(0o644)
    send = ["export", "hub", "atelier/x", "--what", "tokenizer", "--work", str(prepared.root)]
    done = aurore(*send, "--yes", token="")
    assert done.returncode == 0 and "chmod 600" in done.stdout, done.stderr
