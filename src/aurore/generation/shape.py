"""What a network's memory looks like, whatever its family."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Shape:
    """The sizes that those who run a network must know."""

    layers: int
    heads: int
    kv_heads: int
    head_width: int
    context: int
    vocabulary: int
    end: int
    """The token that ends a text."""
    positions: bool
    """Whether the graph wants to be told where tokens stand."""

    @property
    def place_bytes(self) -> int:
        """Memory of one text as long as the context: keys and values in single precision."""
        return 2 * self.layers * self.kv_heads * self.context * self.head_width * 4
