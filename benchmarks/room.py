"""Thirty people ask for sixty tokens at once: how long until everybody has words, and all of them?

python benchmarks/room.py [--people 30] [--tokens 60] [--rounds 3] [--original]

The real server (`aurore serve`, the embedded model) in a process of its own, real HTTP clients in
this one, by loopback, each a thread that reads server-sent events. `--original` also measures the
first workshop's design on the same model in the same run, one round after one of ours.
"""

import argparse
import http.client
import json
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from environment import print_environment

from aurore.model.choose import embedded_model

OPENINGS = ("Cette jeune femme était assise", "Le soir, au bord de l’étang,", "— Venez, dit-il,")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(command: list[str], port: int) -> "subprocess.Popen[bytes]":
    """A server that answers."""
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    path = "/health"
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return server
        except OSError:
            time.sleep(0.1)


def ask(port: int, path: str, body: dict, seen: list[float]) -> None:
    """One person: appends the times of the first words and of the end."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    started = time.perf_counter()
    connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
    answer, first = connection.getresponse(), None
    assert answer.status == 200, answer.read()
    for line in answer:
        if first is None and (line.startswith(b"event: piece") or path == "/generate"):
            first = time.perf_counter() - started
        assert b"event: error" not in line
    seen += [first or 0.0, time.perf_counter() - started]
    connection.close()


def round_of(port: int, path: str, people: int, tokens: int) -> tuple[list[float], list[float]]:
    """First words and end of each person, who all begin at once."""
    seen: list[list[float]] = [[] for _ in range(people)]
    threads = []
    for number in range(people):
        body = {"prompt": OPENINGS[number % 3], "tokens": tokens}
        if path != "/generate":
            body |= {"stream": True, "until": "count", "seed": number}
        threads.append(threading.Thread(target=ask, args=(port, path, body, seen[number])))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [times[0] for times in seen], [times[1] for times in seen]


def main() -> None:
    """Prints the worst and the middle of each round."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--people", type=int, default=30)
    asked.add_argument("--tokens", type=int, default=60)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--original", action="store_true")
    choice = asked.parse_args()
    print_environment(("onnxruntime", "flask", "gunicorn"))
    work, port = tempfile.mkdtemp(), free_port()
    ours = [sys.executable, "-m", "aurore", "serve", "--port", str(port), "--work", work]
    servers = {"Aurore": ("/api/generate", port, start(ours, port))}
    if choice.original:
        port = free_port()
        script = str(Path(__file__).with_name("workshop_server.py"))
        theirs = [sys.executable, script, str(embedded_model()), str(port)]
        servers["the first workshop's design"] = ("/generate", port, start(theirs, port))
    try:
        for path, port, _ in servers.values():
            round_of(port, path, 1, 8)  # opens the model
        for number in range(choice.rounds):
            for name, (path, port, _) in servers.items():
                first, last = round_of(port, path, choice.people, choice.tokens)
                print(
                    f"round {number + 1}, {name}: {len(last)} of {choice.people} served, "
                    f"first words {statistics.median(first):.2f} s (worst {max(first):.2f}), "
                    f"end {statistics.median(last):.2f} s (worst {max(last):.2f})"
                )
    finally:
        for _, _, server in servers.values():
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
