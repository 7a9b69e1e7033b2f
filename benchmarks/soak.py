"""Ten people for fifteen minutes: no error, and memory that stays where it was.

python benchmarks/soak.py [--people 10] [--minutes 15]

The real server with the embedded model. Everybody asks, reads, waits a little, asks again; one in
five leaves in the middle. Memory is that of the server's worker (Linux).
"""

import argparse
import http.client
import json
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from environment import print_environment
from room import OPENINGS, free_port, start


def person(number: int, port: int, until: float, seen: Counter) -> None:
    """Asks until the time is over."""
    dice = random.Random(number)
    while time.monotonic() < until:
        body = {"prompt": dice.choice(OPENINGS), "tokens": dice.randrange(20, 200), "stream": True}
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request(
                "POST", "/api/generate", json.dumps(body), {"Content-Type": "application/json"}
            )
            answer = connection.getresponse()
            leaves = dice.random() < 0.2
            for line in answer:
                if line.startswith(b"event: error") or answer.status != 200:
                    seen["errors"] += 1
                if leaves and line.startswith(b"event: piece"):
                    break
            seen["left" if leaves else "finished"] += 1
            connection.close()
        except (OSError, http.client.HTTPException) as error:
            print(f"person {number}: {error!r}")
            seen["errors"] += 1
        time.sleep(dice.random())


def resident_megabytes(parent: int) -> float:
    """Of the server's worker."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    lines = Path(f"/proc/{children[0]}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def main() -> None:
    """Prints a line a minute, and the verdict."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--people", type=int, default=10)
    asked.add_argument("--minutes", type=float, default=15)
    choice = asked.parse_args()
    print_environment(("onnxruntime", "gunicorn"))
    port, seen = free_port(), Counter()
    command = [sys.executable, "-m", "aurore", "serve", "--port", str(port)]
    server = start([*command, "--work", tempfile.mkdtemp()], port)
    until = time.monotonic() + 60 * choice.minutes
    threads = [
        threading.Thread(target=person, args=(number, port, until, seen))
        for number in range(choice.people)
    ]
    for thread in threads:
        thread.start()
    memory = []
    while time.monotonic() < until:
        time.sleep(min(60, 60 * choice.minutes / 5))
        memory.append(resident_megabytes(server.pid))
        print(f"{memory[-1]:.0f} MB, {dict(seen)}", flush=True)
    for thread in threads:
        thread.join()
    server.terminate()
    server.wait()
    growth = memory[-1] / memory[len(memory) // 5] - 1
    print(f"errors: {seen['errors']}; memory since the first fifth: {growth:+.1%}")
    sys.exit(bool(seen["errors"]) or growth > 0.1)


if __name__ == "__main__":
    main()
