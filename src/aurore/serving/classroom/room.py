"""A room: a code to enter, a nickname for each person, and what each may ask for."""

import hashlib
import secrets
import threading
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field

from aurore.generation.checks import folded, insults_in
from aurore.serving.classroom.store import Store, now
from aurore.serving.problems import WebError

LETTERS = "BCDFGHJKLMNPQRTVWXZ"  # no vowel, so no word; nothing that is read for a digit
CODE_LETTERS = 5  # two million codes (guess: with ten tries a minute, enough for a day)
LONGEST_NICKNAME = 24
TRIES_A_MINUTE = 20  # wrong codes, by address (guess: a room may share one)
JOINS_A_MINUTE = 60  # new nicknames, by address (guess: the whole room comes in at once)
REQUESTS_A_MINUTE = 120  # of one person, suggestions included (guess: two a second)
TOKENS_A_MINUTE = 8000  # of one person (guess: as many longest texts as are written at once)
TEXTS_AT_ONCE = 4  # of one person (guess: a text and three variants)


class Limit:
    """So much a minute for each name."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken: dict[str, deque[tuple[float, int]]] = defaultdict(deque)
        self._lock = threading.Lock()

    def take(self, name: str, amount: int = 1) -> float:
        """Takes the amount if it is left; else says how many seconds to wait."""
        with self._lock:
            wait = self._wait(name, amount)
            if not wait:
                self._taken[name].append((time.monotonic(), amount))
            return wait

    def wait(self, name: str) -> float:
        """How many seconds until something is left; takes nothing."""
        with self._lock:
            return self._wait(name, 1)

    def _wait(self, name: str, amount: int) -> float:
        taken, time_now = self._taken[name], time.monotonic()
        while taken and taken[0][0] < time_now - 60:
            taken.popleft()
        if taken and sum(count for _, count in taken) + amount > self._most:
            return 60 - (time_now - taken[0][0])
        return 0.0


@dataclass
class Ticket:
    """A text that is asked for, from the request to its end."""

    id: int
    person: int
    nickname: str
    asked: float = field(default_factory=time.monotonic)
    place: int = 0
    stopped: bool = False


class Room:
    """The room of a server in class mode."""

    def __init__(self, store: Store) -> None:
        self.store = store
        fresh = "".join(secrets.choice(LETTERS) for _ in range(CODE_LETTERS))
        self.code = self._kept("code", fresh)
        self.trainer = self._kept("trainer", secrets.token_urlsafe(12))
        """The trainer's secret."""
        self.key = self._kept("key", secrets.token_hex(32))
        """What the tokens of forms are made with."""
        self.tickets: dict[int, Ticket] = {}
        self._lock = threading.Lock()
        self._tries, self._joins = Limit(TRIES_A_MINUTE), Limit(JOINS_A_MINUTE)
        self._requests, self._tokens = Limit(REQUESTS_A_MINUTE), Limit(TOKENS_A_MINUTE)

    def _kept(self, name: str, fresh: str) -> str:
        """A secret of the room, the same after a restart."""
        found = self.store.setting(name, "")
        if not found:
            self.store.set(name, fresh)
        return found or fresh

    @property
    def open(self) -> bool:
        """Whether people may enter and write."""
        return self.store.setting("open", "yes") == "yes"

    def join(self, code: str, nickname: str, address: str) -> str:
        """Lets a person in; gives the secret their browser keeps.

        Raises:
            WebError: a wrong code, too many tries, or a nickname that cannot be.
        """
        if wait := self._tries.wait(address):  # of the right code too, else one could go on trying
            raise WebError(429, "too_many_tries", seconds=wait)
        if not self.open:
            raise WebError(403, "room_closed")
        if not secrets.compare_digest(code.strip().upper().encode(), self.code.encode()):
            self._tries.take(address)
            raise WebError(403, "wrong_code", field="code")
        if wait := self._joins.take(address):
            raise WebError(429, "too_many_tries", seconds=wait)
        name = " ".join(nickname.split())
        if not 1 <= len(name) <= LONGEST_NICKNAME or not name.isprintable():
            raise WebError(422, "bad_nickname", field="nickname", longest=LONGEST_NICKNAME)
        if insults_in(name):
            raise WebError(422, "insulting_nickname", field="nickname")
        secret = secrets.token_urlsafe(24)
        with self.store.writing() as database:
            same = database.execute("SELECT 1 FROM person WHERE folded = ?", (folded(name),))
            if same.fetchone():
                raise WebError(409, "nickname_taken", field="nickname", nickname=name)
            database.execute(
                "INSERT INTO person (nickname, folded, secret, joined) VALUES (?, ?, ?, ?)",
                (name, folded(name), hashed(secret), now()),
            )
        return secret

    def person(self, secret: str) -> dict[str, object] | None:
        """Who holds this secret."""
        query = "SELECT id, nickname FROM person WHERE secret = ?"
        found = self.store.rows(query, hashed(secret)) if secret else []
        return found[0] if found else None

    def count_request(self, person: str) -> None:
        """Raises `WebError` when a person asks for too much, whatever it is."""
        if wait := self._requests.take(person):
            raise WebError(429, "too_much_at_once", seconds=wait)

    def take_ticket(
        self, person: dict[str, object], prompt: str, settings: str, most: int
    ) -> Ticket:
        """Accepts a text, which is on the disk from now on.

        Raises:
            WebError: the room is closed, or the person asks for too much at once.
        """
        name = str(person["id"])
        if not self.open:
            raise WebError(403, "room_closed")
        if wait := self._tokens.take(name, most):
            raise WebError(429, "too_much_at_once", seconds=wait)
        with self._lock:
            mine = [t for t in self.tickets.values() if t.person == person["id"]]
            if len(mine) >= TEXTS_AT_ONCE:
                raise WebError(429, "texts_under_way", most=TEXTS_AT_ONCE)
            number = self.store.write(
                "INSERT INTO text (person, asked, prompt, settings) VALUES (?, ?, ?, ?)",
                person["id"], now(), prompt, settings,
            )  # fmt: skip
            ticket = Ticket(number, int(str(person["id"])), str(person["nickname"]))
            self.tickets[number] = ticket
            return ticket

    def end(self, ticket: Ticket, state: str, text: str, tokens: int, provenance: str) -> None:
        """Writes down how a text ended."""
        with self._lock:
            self.tickets.pop(ticket.id, None)
        self.store.write(
            "UPDATE text SET state = ?, text = ?, tokens = ?, provenance = ?, ended = ? "
            "WHERE id = ?",
            state, text, tokens, provenance, now(), ticket.id,
        )  # fmt: skip

    def stop(self, person: str = "") -> None:
        """Stops the texts of a person, by their number, or of everybody."""
        with self._lock:
            for ticket in self.tickets.values():
                ticket.stopped = ticket.stopped or person in ("", str(ticket.person))


def hashed(secret: str) -> str:
    """What the file keeps of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
