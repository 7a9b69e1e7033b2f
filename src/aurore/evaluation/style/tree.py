"""Who stands near whom: a tree that joins the two nearest groups again and again."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aurore.evaluation.style.delta import Rows


@dataclass(frozen=True)
class Tree:
    """A leaf, or two trees joined at a height."""

    name: str = ""
    """Of a leaf."""
    parts: tuple["Tree", ...] = ()
    height: float = 0.0
    """Mean distance between the texts of the two parts."""


def join(names: Sequence[str], distances: Rows) -> Tree:
    """The tree of some texts, by mean distance between groups (UPGMA).

    Args:
        distances: between each two, shape (names, names), symmetric.
    """
    trees = [Tree(name) for name in names]
    sizes = [1] * len(trees)
    between = np.array(distances, dtype=np.float64)
    np.fill_diagonal(between, np.inf)
    while len(trees) > 1:
        first, second = sorted(divmod(int(between.argmin()), len(trees)))
        a, b = sizes[first], sizes[second]
        mean = (a * between[first] + b * between[second]) / (a + b)
        joined = Tree("", (trees[first], trees[second]), float(between[first, second]))
        between[first], between[:, first] = mean, mean
        between[first, first] = np.inf
        between = np.delete(np.delete(between, second, axis=0), second, axis=1)
        trees[first], sizes[first] = joined, a + b
        del trees[second], sizes[second]
    return trees[0]


def draw(tree: Tree) -> str:
    """The tree in signs, a leaf a line, what joins last on the left."""
    return "\n".join(_lines(tree))


def _lines(tree: Tree) -> list[str]:
    if not tree.parts:
        return [f"─ {tree.name}"]
    above, below = (_lines(part) for part in tree.parts)
    return [*_branch(above, "┬", "│"), *_branch(below, "└", " ", first=False)]


def _branch(lines: list[str], corner: str, rail: str, first: bool = True) -> list[str]:
    """The lines of a part, hung on a rail. The first part carries the rail down to the second."""
    start = "─" + corner if first else " " + corner
    return [start + lines[0], *(f" {rail}{line}" for line in lines[1:])]
