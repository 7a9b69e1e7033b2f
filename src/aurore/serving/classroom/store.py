"""What a room keeps, in SQLite: who came, what was asked, written and solved, and its own settings.

What was accepted is on the disk before it is answered: WAL with full synchronisation, so neither
`kill -9` nor a power cut loses it (cited: sqlite.org/wal.html). Each thread has its connection.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aurore.base.errors import UserError

FILE = "room.sqlite3"
BUSY_SECONDS = 10  # that a write waits for another (guess)

# Each script brings a file one version further; `user_version` says where it stands.
MIGRATIONS = (
    """
    CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE person (
        id INTEGER PRIMARY KEY, nickname TEXT NOT NULL, folded TEXT NOT NULL UNIQUE,
        secret TEXT NOT NULL UNIQUE, joined TEXT NOT NULL
    );
    CREATE TABLE text (
        id INTEGER PRIMARY KEY, person INTEGER REFERENCES person(id) ON DELETE CASCADE,
        asked TEXT NOT NULL, prompt TEXT NOT NULL, settings TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'asked', text TEXT NOT NULL DEFAULT '',
        tokens INTEGER NOT NULL DEFAULT 0, provenance TEXT NOT NULL DEFAULT '', ended TEXT
    );
    """,
    """
    CREATE TABLE vote (
        id INTEGER PRIMARY KEY, person INTEGER NOT NULL REFERENCES person(id) ON DELETE CASCADE,
        question TEXT NOT NULL, answer TEXT NOT NULL, given TEXT NOT NULL,
        UNIQUE (person, question)
    );
    """,
    """
    CREATE TABLE step (
        person INTEGER NOT NULL REFERENCES person(id) ON DELETE CASCADE,
        question TEXT NOT NULL, state TEXT NOT NULL, mistake TEXT NOT NULL,
        checks INTEGER NOT NULL, solved INTEGER NOT NULL, changed TEXT NOT NULL,
        PRIMARY KEY (person, question)
    );
    """,
    "DROP TABLE vote",  # votes are the studio's: nobody's name is kept with them
)


class Store:
    """The file of a room."""

    def __init__(self, path: Path) -> None:
        """Opens the file, made or brought up to date if need be.

        Raises:
            UserError: it comes from a later Aurore, or the disk is full.
        """
        self.path = path
        self._local = threading.local()
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._bring_up_to_date()
        except BaseException:
            self.close()
            raise

    def _bring_up_to_date(self) -> None:
        with self.writing() as database:
            (version,) = database.execute("PRAGMA user_version").fetchone()
            if version > len(MIGRATIONS):
                raise UserError("later_room", path=self.path)
            for number in range(version, len(MIGRATIONS)):
                for statement in MIGRATIONS[number].split(";"):
                    database.execute(statement)
                database.execute(f"PRAGMA user_version = {number + 1}")

    def _connection(self) -> sqlite3.Connection:
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)
            found.row_factory = sqlite3.Row
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
                found.execute(f"PRAGMA {pragma}")
            self._local.connection = found
        return found

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction: on the disk whole when it ends, or not at all.

        Raises:
            UserError: the disk is full.
        """
        database = self._connection()
        try:
            database.execute("BEGIN IMMEDIATE")
            yield database
            database.execute("COMMIT")
        except BaseException as error:
            if database.in_transaction:
                database.execute("ROLLBACK")
            if isinstance(error, sqlite3.OperationalError) and "full" in str(error):
                raise UserError("disk_full") from error
            raise

    def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        """The answer to a question."""
        return [dict(row) for row in self._connection().execute(query, values)]

    def write(self, statement: str, *values: object) -> int:
        """One change, on the disk when this returns; gives the new row's number."""
        with self.writing() as database:
            return database.execute(statement, values).lastrowid or 0

    def setting(self, name: str, default: str) -> str:
        """A setting of the room."""
        found = self.rows("SELECT value FROM setting WHERE name = ?", name)
        return str(found[0]["value"]) if found else default

    def set(self, name: str, value: str) -> None:
        """Changes a setting of the room."""
        self.write("INSERT OR REPLACE INTO setting VALUES (?, ?)", name, value)

    def everything(self) -> dict[str, list[dict[str, Any]]]:
        """All that people did, for an export; no secret of anybody."""
        people = self.rows("SELECT id, nickname, joined FROM person ORDER BY id")
        texts = self.rows(
            "SELECT text.*, nickname FROM text LEFT JOIN person ON person.id = text.person "
            "ORDER BY text.id"
        )
        steps = self.rows(
            "SELECT step.*, nickname FROM step JOIN person ON person.id = person "
            "ORDER BY person, question"
        )
        for text in texts:
            text["settings"] = json.loads(text["settings"])
        return {"people": people, "texts": texts, "steps": steps}

    def clear(self) -> None:
        """Forgets what was written and solved; people stay."""
        with self.writing() as database:
            database.execute("DELETE FROM text")
            database.execute("DELETE FROM step")

    def close(self) -> None:
        """Closes this thread's connection."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None


def erase(path: Path) -> bool:
    """Removes a room's file and what SQLite keeps beside it; says whether there was one.

    Raises:
        UserError: a server uses it: it would go on with a file that nobody sees any more.
    """
    existed = path.exists()
    if existed and _in_use(path):
        raise UserError("room_in_use")
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    return existed


def _in_use(path: Path) -> bool:
    """Whether another program has the file open: SQLite then refuses to leave WAL mode."""
    with closing(sqlite3.connect(path, timeout=0)) as database:
        try:
            database.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as error:
            return "locked" in str(error)
        except sqlite3.DatabaseError:  # no database at all: it may go
            return False
    return False


def now() -> str:
    """The time a row was written: ISO 8601, UTC."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
