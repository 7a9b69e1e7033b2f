"""Who comes next: by turns of person, not by arrival.

A person's first request waits for nobody's second one. Each request takes the turn after its
person's last, and at least the turn being served (cited: start-time fair queueing, Goyal 1996, with
requests of equal size).
"""

import heapq
import itertools
from typing import Generic, TypeVar

Item = TypeVar("Item")


class FairQueue(Generic[Item]):
    """Requests that wait. Not safe for threads: its owner holds a lock."""

    def __init__(self) -> None:
        self._waiting: list[tuple[int, int, Item]] = []
        self._arrivals = itertools.count()
        self._turn = 0
        self._last: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, person: str, item: Item) -> None:
        """A request of a person; `""` is somebody new each time."""
        turn = max(self._turn, self._last.get(person, -1) + 1)
        if person:
            self._last[person] = turn
        heapq.heappush(self._waiting, (turn, next(self._arrivals), item))

    def take(self) -> Item:
        """The next request."""
        self._turn, _, item = heapq.heappop(self._waiting)
        if not self._waiting:  # those whose turns are over start again like anybody
            self._last = {person: turn for person, turn in self._last.items() if turn >= self._turn}
        return item

    def remove(self, item: Item) -> None:
        """Forgets a request that nobody waits for any more."""
        self._waiting = [entry for entry in self._waiting if entry[2] is not item]
        heapq.heapify(self._waiting)

    def place(self, item: Item) -> int:
        """How many come before, plus one; 0 when it does not wait."""
        ours = next((entry[:2] for entry in self._waiting if entry[2] is item), None)
        return 0 if ours is None else 1 + sum(entry[:2] < ours for entry in self._waiting)

    def clear(self) -> list[Item]:
        """Empties the queue; gives what waited, in order."""
        items = [entry[2] for entry in sorted(self._waiting, key=lambda entry: entry[:2])]
        self._waiting.clear()
        self._last.clear()
        return items
