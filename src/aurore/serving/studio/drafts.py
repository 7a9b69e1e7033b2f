"""What people wrote, kept in SQLite: each browser finds its own drafts again."""

import json
import sqlite3
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FILE = "studio.sqlite"
MOST_DRAFTS = 200  # of one owner (guess: years of workshops); the oldest go first
IN_MEMORY = ":memory:"

TABLES = """
CREATE TABLE IF NOT EXISTS drafts (
  id TEXT NOT NULL, owner TEXT NOT NULL, title TEXT NOT NULL, content TEXT NOT NULL,
  changed TEXT NOT NULL, PRIMARY KEY (owner, id)
);
CREATE TABLE IF NOT EXISTS votes (
  ballot TEXT NOT NULL, voter TEXT NOT NULL, choice TEXT NOT NULL, PRIMARY KEY (ballot, voter)
);
CREATE TABLE IF NOT EXISTS opinions (voter TEXT NOT NULL, words TEXT NOT NULL, at TEXT NOT NULL);
"""


@dataclass(frozen=True)
class Draft:
    """A text somebody wrote with the network."""

    id: str
    title: str
    changed: str
    """ISO 8601, UTC."""
    content: dict[str, Any]
    """As the page keeps it: who wrote which words."""


class Store:
    """The studio's own table book. Threads share one connection, one at a time."""

    def __init__(self, path: Path | None) -> None:
        self._lock = threading.Lock()
        self._base = sqlite3.connect(str(path or IN_MEMORY), check_same_thread=False)
        with self._lock, self._base:
            self._base.executescript(TABLES)

    def drafts(self, owner: str) -> list[Draft]:
        """All of one owner, the newest first."""
        found = self._read("SELECT * FROM drafts WHERE owner = ? ORDER BY changed DESC", owner)
        return [_draft(row) for row in found]

    def draft(self, owner: str, id: str) -> Draft | None:
        """One of an owner's."""
        found = self._read("SELECT * FROM drafts WHERE owner = ? AND id = ?", owner, id)
        return _draft(found[0]) if found else None

    def save(self, owner: str, id: str, title: str, content: dict[str, Any]) -> None:
        """Puts a draft in place of what it was; what is too much goes, oldest first."""
        row = (id, owner, title, json.dumps(content, ensure_ascii=False), _now())
        with self._lock, self._base:
            self._base.execute("INSERT OR REPLACE INTO drafts VALUES (?, ?, ?, ?, ?)", row)
            self._base.execute(
                "DELETE FROM drafts WHERE owner = ? AND id NOT IN"
                " (SELECT id FROM drafts WHERE owner = ? ORDER BY changed DESC LIMIT ?)",
                (owner, owner, MOST_DRAFTS),
            )

    def forget(self, owner: str, id: str) -> None:
        """Removes a draft for good."""
        with self._lock, self._base:
            self._base.execute("DELETE FROM drafts WHERE owner = ? AND id = ?", (owner, id))

    def vote(self, ballot: str, voter: str, choice: str) -> None:
        """Notes a choice; a second one of the same voter takes its place."""
        with self._lock, self._base:
            self._base.execute(
                "INSERT OR REPLACE INTO votes VALUES (?, ?, ?)", (ballot, voter, choice)
            )

    def counts(self, ballot: str) -> dict[str, int]:
        """How many chose what."""
        found = self._read("SELECT choice, count(*) FROM votes WHERE ballot = ? GROUP BY 1", ballot)
        return {str(row[0]): int(row[1]) for row in found}

    def choice(self, ballot: str, voter: str) -> str | None:
        """What somebody chose."""
        found = self._read("SELECT choice FROM votes WHERE ballot = ? AND voter = ?", ballot, voter)
        return str(found[0][0]) if found else None

    def ballots(self) -> list[dict[str, Any]]:
        """What was voted on and how many chose what, for an export; no voter."""
        found = self._read("SELECT ballot, choice, count(*) FROM votes GROUP BY 1, 2 ORDER BY 1, 2")
        return [{"ballot": row[0], "choice": row[1], "count": row[2]} for row in found]

    def voted(self) -> dict[str, list[Any]]:
        """All that was voted and thought, for an export."""
        return {"votes": self.ballots(), "opinions": self.opinions()}

    def clear_votes(self) -> None:
        """Forgets votes and opinions; drafts stay."""
        with self._lock, self._base:
            self._base.execute("DELETE FROM votes")
            self._base.execute("DELETE FROM opinions")

    def note_opinion(self, voter: str, words: str) -> None:
        """Keeps what somebody thinks of the workshop."""
        with self._lock, self._base:
            self._base.execute("INSERT INTO opinions VALUES (?, ?, ?)", (voter, words, _now()))

    def opinions(self) -> list[str]:
        """What people think, the newest first."""
        return [row[0] for row in self._read("SELECT words FROM opinions ORDER BY at DESC")]

    def _read(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._base.execute(query, values).fetchall()


def _draft(row: tuple[Any, ...]) -> Draft:
    id, _, title, content, changed = row
    return Draft(id, title, changed, json.loads(content))


def _now() -> str:
    return datetime.now(UTC).isoformat()
