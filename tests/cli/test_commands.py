"""Every command as a person runs it: what it says, what it writes, how it fails."""

import json
import os
import shlex
import socket
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from aurore.cli.main import run


@pytest.fixture
def aurore(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Runs a command in a work folder of its own; returns (exit code, stdout, stderr)."""

    def call(*arguments: str, work: Path = tmp_path / "work") -> tuple[int, str, str]:
        shared = [] if "--help" in arguments else ["--work", str(work)]
        code = run([*arguments, *shared])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def test_help_comes_at_once_and_in_the_language_asked_for() -> None:
    code = (
        "import sys; from aurore.cli.main import run; run(['--lang', 'en', '--help']);"
        "heavy = {'torch', 'transformers', 'datasets', 'onnxruntime', 'onnx', 'flask'};"
        "heavy &= set(sys.modules);"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Commands" in done.stdout and "Commandes" not in done.stdout


@pytest.mark.parametrize("library", ["typer", "aurore.cli.run", "aurore.base.messages"])
def test_ctrl_c_while_the_commands_are_loaded_is_no_traceback(library: str) -> None:
    code = (
        "import os, signal, sys\n"
        "class Pressed:\n"
        "    def find_spec(self, name, *_):\n"
        f"        if name == '{library}':\n"
        "            os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Pressed())\n"
        "from aurore.cli.main import main\n"
        "main()\n"
    )
    command = [sys.executable, "-c", code, "books", "list"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_without_a_command_the_commands_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, listed in (([], "prepare"), (["books"], "fetch")):
        assert run(arguments) == 0
        assert listed in capsys.readouterr().out


def test_a_text_that_begins_with_a_dash_can_be_continued(aurore) -> None:
    code, _, err = aurore("generate", "-- Oui")
    assert code == 2 and 'aurore generate -- "-- Oui' in err
    command = ["generate", "--tokens", "5", "--seed", "1", "--json", "--run", "embedded"]
    assert run([*command, "--", "-- Oui, dit-il."]) == 0


def test_the_doctor_survives_a_cache_that_cannot_be_written(
    aurore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("AURORE_CACHE", str(tmp_path / "file"))
    code, out, _ = aurore("doctor", "--mirror", str(tmp_path), "--json")
    states = {row["name"]: row["state"] for row in json.loads(out)}
    assert code == 1 and states["cache"] == states["model"] == "problem"


def test_the_shelf_of_sand_is_the_one_of_the_workshop(aurore) -> None:
    code, out, _ = aurore("books", "list", "--author", "sand", "--json")
    rows = {row["id"]: row for row in json.loads(out)}
    assert code == 0 and len(rows) == 13
    train = [i for i, row in rows.items() if row["split"] == "train"]
    expected = "39738 34204 13380 37989 13025 13892 17225 39101 42765 17251"
    assert train == expected.split()
    assert rows["69098"]["split"] == "validation" and rows["23582"]["split"] == "test"
    assert rows["63445"]["split"] == "left_out" and rows["63445"]["language"] == "en"
    assert all(row["sha256"] for row in rows.values())


def test_books_list_names_every_shelf(aurore) -> None:
    _, out, _ = aurore("books", "list", "--json")
    names = [row["author"] for row in json.loads(out)]
    assert {"demo", "sand", "sand-all", "balzac", "verne", "woolf"} <= set(names)


def test_prepare_and_tokenize_report_and_do_nothing_twice(aurore) -> None:
    code, out, _ = aurore("prepare", "--author", "demo", "--show", "2")
    assert code == 0
    assert "Le Moulin des Deux-Eaux" in out and "première ligne gardée" in out
    assert "Ensuite\u00a0: aurore tokenize --work" in out
    assert "Rien n’a changé" in aurore("prepare", "--author", "demo")[1]
    code, out, _ = aurore("tokenize", "--vocab-size", "500", "--show", "Bonjour Madame")
    assert code == 0 and "ĠM" in out and "Jetons par mot" in out
    assert "Rien n’a changé" in aurore("tokenize", "--vocab-size", "500")[1]
    assert "Écrit dans" in aurore("tokenize", "--vocab-size", "600")[1]


@pytest.mark.skipif(os.name == "nt", reason="reads the line as a POSIX shell does")
def test_the_next_command_can_be_copied_whatever_the_work_folder(aurore, tmp_path: Path) -> None:
    work = tmp_path / "mon travail d'été"
    out = aurore("prepare", "--author", "demo", work=work)[1]
    line = next(line for line in out.splitlines() if line.startswith("Ensuite"))
    command = shlex.split(line.partition(":")[2])
    assert command == ["aurore", "tokenize", "--work", str(work)]
    assert run([*command[1:], "--vocab-size", "300"]) == 0


def test_evaluate_and_generate_on_a_run(aurore, trained) -> None:
    work = trained[0].root
    code, out, _ = aurore("evaluate", "--run", "demo", work=work)
    assert code == 0 and "bits par octet" in out and "Fenêtre glissante" in out
    prompts = ("Cette jeune femme", "Le soir,")
    arguments = ("generate", *prompts, "--run", "demo", "--seed", "4", "--tokens", "20", "--json")
    code, out, _ = aurore(*arguments, work=work)
    texts = json.loads(out)
    assert [text["prompt"] for text in texts] == list(prompts)
    assert json.loads(aurore(*arguments, work=work)[1])[0]["text"] == texts[0]["text"]


def test_generate_prints_the_text_on_stdout_and_where_it_comes_from_on_stderr(
    aurore, trained
) -> None:
    _, out, err = aurore("generate", "Le soir,", "--tokens", "10", work=trained[0].root)
    assert out.startswith("Le soir,")
    assert "réseau de neurones" in err and "graine" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["prepare", "--author", "inconnue"], "Aucune étagère ne s’appelle"),
        (["books", "fetch", "--id", "abc"], "n’est pas un numéro"),
        (["books", "fetch", "--id", "77", "--mirror", "{tmp}"], "n’est pas dans"),
        (["books", "fetch", "--mirror", "{tmp}/absent"], "n’existe pas"),
        (["tokenize"], "aurore prepare"),
        (["tokenize", "--vocab-size", "100"], "257"),
        (["train"], "aurore prepare"),
        (["train", "--minutes", "0"], "--minutes"),
        (["train", "--minutes", "1", "--epochs", "1"], "--epochs"),
        (["train", "--epochs", "-1"], "--epochs"),
        (["train", "--batch-size", "0"], "--batch-size"),
        (["train", "--resume"], "aurore train"),
        (["train", "--size", "énorme", "--run", "x"], "aurore prepare"),
        (["evaluate", "--run", "absent"], "aurore train --run absent"),
        (["evaluate", "--run", "../x"], "--run"),
        (["generate", "   "], "aucun mot"),
        (["generate", "Oui", "--run", "absent"], "aurore train"),
        (["generate", "Oui", "--temperature", "9"], "température"),
        (["generate", "Oui", "--tokens", "0"], "longueur"),
        (["generate", "Oui", "--top-p", "0"], "top-p"),
        (["generate", "Oui", "--output", "x.docx"], "x.docx"),
        (["generate"], "Il manque PROMPTS"),
        (["serve", "--port", "99999"], "--port"),
        (["serve", "--class", "--token", "abc"], "--token"),
        (["prepare", "--foo"], "--foo"),
        (["prepare", "oui"], "oui"),
        (["nager"], "nager"),
        (["train", "--method", "lora"], "--base"),
    ],
    ids=lambda value: "_".join(value)[:40] if isinstance(value, list) else "",
)
def test_a_mistake_is_two_sentences_and_exit_code_2(
    aurore, tmp_path: Path, arguments: list[str], said: str
) -> None:
    filled = [argument.replace("{tmp}", str(tmp_path)) for argument in arguments]
    code, out, err = aurore(*filled)
    assert code == 2
    assert "Erreur" in err and "À faire" in err and said in err
    assert "Traceback" not in err and not out.strip().startswith("{")
    work = tmp_path / "work"
    left = [path for path in work.rglob("*") if path.name != "aurore.toml" and path.is_file()]
    assert not left


def test_an_option_without_its_value_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["prepare", "--author"]) == 2
    assert "--author attend une valeur" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "est vide"),
        (b"<!DOCTYPE html><html><body>robot?</body></html>", "page web"),
        (b"\x00\x01\x02", "pas un texte"),
        (
            ("le pere de la fille et la mere que les gens dans une maison " * 300).encode(),
            "accents",
        ),
        (("the father of the girl and the mother in a house " * 300).encode(), "pas en français"),
    ],
)
def test_what_is_not_a_french_book_is_refused(
    aurore, tmp_path: Path, content: bytes, said: str
) -> None:
    (tmp_path / "files" / "77").mkdir(parents=True)
    (tmp_path / "files" / "77" / "77-0.txt").write_bytes(content)
    code, _, err = aurore("prepare", "--id", "77", "--mirror", str(tmp_path))
    assert code == 2 and said in err
    assert not (tmp_path / "work" / "corpus").exists()


def test_a_work_folder_of_another_version_is_refused(aurore, tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "aurore.toml").write_text("format = 99\n")
    for command in (["prepare", "--author", "demo"], ["tokenize"], ["generate", "Oui"]):
        code, _, err = aurore(*command)
        assert code == 2 and "autre version" in err


@pytest.mark.parametrize(
    ("work", "said"),
    [
        ("file", "est un fichier"),
        ("file/below", "est un fichier"),
        ("x" * 300, "nom de dossier"),
        pytest.param("/proc/aurore-work", "ne peut pas être créé", marks=pytest.mark.skipif(
            not Path("/proc/self").exists(), reason="needs a place where nothing is made")),
        ("others", "corpus"),
    ],
    ids=["file", "below", "long", "drive", "others"],
)  # fmt: skip
def test_an_odd_work_folder_is_the_users_mistake(
    aurore, tmp_path: Path, work: str, said: str
) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "others" / "corpus").mkdir(parents=True)
    (tmp_path / "others" / "corpus" / "thèse.odt").touch()
    for command in (["prepare", "--author", "demo"], ["books", "fetch", "--author", "demo"]):
        code, _, err = aurore(*command, work=tmp_path / work)
        assert code == 2 and said in err and "À faire" in err
    code, _, err = aurore("tokenize", work=tmp_path / work)
    assert code == 2
    assert aurore("doctor", "--mirror", str(tmp_path), work=tmp_path / work)[0] in (0, 1)
    assert (tmp_path / "others" / "corpus" / "thèse.odt").exists()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="mounting needs root")
def test_a_full_disk_is_said_and_leaves_nothing_half_written(aurore, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", str(disk)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr.decode().strip()}")
    try:
        code, _, err = aurore("prepare", "--author", "demo", work=disk / "work")
        assert code == 2 and "plein" in err
        assert not (disk / "work" / "corpus").exists()
        assert not [path for path in disk.rglob(".*") if path.is_file()]
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_the_doctor_sees_the_machine(aurore, tmp_path: Path) -> None:
    code, out, _ = aurore("doctor", "--mirror", str(tmp_path), "--json")
    findings = {row["name"]: row for row in json.loads(out)}
    assert {"python", "cores", "memory", "disk", "library", "model", "cache", "mirror"} <= set(
        findings
    )
    assert findings["mirror"]["state"] == "ok"
    assert code == (1 if any(row["state"] == "problem" for row in findings.values()) else 0)


def test_the_doctor_asks_a_mirror_named_by_host_and_port(aurore) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        answer = Thread(target=lambda: _say_ok(listening))
        answer.start()
        _, out, _ = aurore("doctor", "--mirror", f"127.0.0.1:{port}", "--json")
        answer.join()
    mirror = next(row for row in json.loads(out) if row["name"] == "mirror")
    assert mirror["state"] == "ok" and mirror["found"] == f"http://127.0.0.1:{port} (200)"


def _say_ok(listening: socket.socket) -> None:
    connection, _ = listening.accept()
    with connection:
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")


def test_the_doctor_says_what_to_do_about_a_mirror_that_does_not_answer(aurore) -> None:
    _, out, _ = aurore("doctor", "--mirror", "http://127.0.0.1:9")
    assert "--mirror" in out and "Source des livres" in out
