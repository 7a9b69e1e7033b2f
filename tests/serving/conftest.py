"""A real model, tiny and untrained, and applications around it: nothing here is mocked."""

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from servers import wait_for

from aurore.base.messages import use_language
from aurore.base.settings import ServeSettings, TokenizeSettings
from aurore.generation.writer import Writer
from aurore.serving.app import create_app

SENTENCES = [
    "La fermière regardait la pluie tomber sur les toits du hameau.",
    "— Venez, dit-elle, le feu est allumé et la soupe attend !",
    "Le vieux meunier n’avait jamais quitté la vallée, où l’on savait tout de lui.",
    "Au matin, l’enfant prit le chemin des prés sans rien dire à personne.",
]


@pytest.fixture(scope="session")
def model(own_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Hugging Face folder: 300 tokens, two layers, weights drawn at random."""
    from aurore.model.network import build, save
    from aurore.model.sizes import Size
    from aurore.tokenizer.bpe import save_tokenizer, train_tokenizer

    folder = tmp_path_factory.mktemp("model")
    tokenizer = train_tokenizer(SENTENCES * 20, TokenizeSettings(vocab_size=300))
    save_tokenizer(tokenizer, folder, context=128)
    save(build(Size("t", 64, 2, 0), tokenizer.get_vocab_size(), 128, seed=1), folder)
    return folder


@pytest.fixture(scope="session")
def open_writer(model: Path) -> Callable[[], Writer]:
    """What the command line gives to `create_app`."""
    return lambda: Writer(model, "essai")


@pytest.fixture
def app(open_writer: Callable[[], Writer]) -> Flask:
    """The application, as it is served."""
    return create_app(ServeSettings(), open_writer)


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    """A client that keeps its cookies."""
    yield app.test_client()
    use_language("fr")


PROGRAM = """
import sys
from pathlib import Path
from aurore.base.settings import ServeSettings
from aurore.generation.writer import Writer
from aurore.serving.run import serve
serve(ServeSettings(port=int(sys.argv[1])), lambda: Writer(Path(sys.argv[2]), "essai"))
"""


@pytest.fixture(scope="session")
def address(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the real server, in a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", PROGRAM, str(port), str(model)]
    said = tmp_path_factory.mktemp("server") / "said.txt"  # a pipe that nobody reads would fill
    with said.open("w") as log, subprocess.Popen(command, stderr=log) as server:
        try:
            wait_for(port, server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=30)
