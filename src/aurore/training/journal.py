"""`metrics.jsonl`: one line of JSON per event of a run, for curves and for the curious."""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aurore.base.workspace import reporting_full_disk, write_atomically

JOURNAL = "metrics.jsonl"


class Journal:
    """Appends events to a run's journal; every line is on disk before the next step."""

    def __init__(self, folder: Path, writes: bool = True) -> None:
        self.path = folder / JOURNAL
        self._writes = writes

    def write(self, event: str, **values: Any) -> None:
        """Adds one event."""
        if not self._writes:
            return
        with reporting_full_disk(), self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"event": event, **values}, ensure_ascii=False) + "\n")

    def read(self) -> Iterator[dict[str, Any]]:
        """Every event so far; a line cut short by a power failure is passed over."""
        if not self.path.exists():
            return
        for line in self.path.read_text(encoding="utf-8").splitlines():
            try:
                yield json.loads(line)
            except json.JSONDecodeError:
                continue

    def forget_after(self, step: int) -> None:
        """Drops the events of steps that a resumed run will do again."""
        if not self._writes:
            return
        kept = [event for event in self.read() if event.get("step", 0) <= step]
        with write_atomically(self.path) as path:
            lines = (json.dumps(event, ensure_ascii=False) + "\n" for event in kept)
            path.write_text("".join(lines), encoding="utf-8")


def is_finished(run: Path) -> bool:
    """Whether a run has its model and is not on its way to a longer one."""
    turns = [e["event"] for e in Journal(run).read() if e["event"] in ("end", "lengthened")]
    return (run / "model").exists() and turns[-1:] != ["lengthened"]


def bits_per_byte(nats_per_token: float, bytes_per_token: float) -> float:
    """The loss on the scale that does not depend on the tokenizer."""
    return nats_per_token / math.log(2) / bytes_per_token
