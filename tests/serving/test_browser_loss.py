"""A page that loses its connection in the middle of a text comes back to the same text."""

import contextlib
import socket
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.browser


class Cutter:
    """Between the browser and the server: cuts the first text that comes back, twice."""

    def __init__(self, port: int) -> None:
        self._server = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.cuts = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self._server))
            threading.Thread(target=self._pass, args=(client, server), daemon=True).start()
            threading.Thread(target=self._back, args=(server, client), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        try:
            while came := source.recv(65536):
                target.sendall(came)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            target.close()

    def _back(self, server: socket.socket, client: socket.socket) -> None:
        pieces = 0
        with contextlib.suppress(OSError):
            while came := server.recv(400):
                client.sendall(came)
                pieces += came.count(b"event: piece")
                if pieces > 3 and self.cuts < 2:
                    self.cuts += 1
                    break
        for end in (server, client):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def close(self) -> None:
        self._listening.close()


@pytest.fixture
def cutter(address: str) -> Iterator[Cutter]:
    made = Cutter(int(address.rpartition(":")[2]))
    yield made
    made.close()


def test_a_text_that_was_cut_goes_on_where_it_was(
    browser: Browser, address: str, cutter: Cutter
) -> None:
    shown = []
    for place in (address, f"http://127.0.0.1:{cutter.port}"):
        page = browser.new_context(base_url=place).new_page()
        page.goto("/generate")
        page.get_by_label("Votre début").fill("La fermière regardait")
        page.get_by_text("Réglages").click()
        page.get_by_label("Graine").fill("4")
        page.get_by_role("button", name="Générer").click()
        expect(page.locator("#provenance")).to_contain_text("graine 4", timeout=30_000)
        shown.append(page.locator("#text").inner_text())
    assert cutter.cuts == 2
    assert shown[0] == shown[1]
