"""The sizes a network can have, and which suits how much time.

Parameters without the embeddings are about 12 × layers × width². The rule of thumb behind the
table (cited: DESIGN §5): under a fixed budget the best size is small; an hour of two cores pays
for 2 to 4 M parameters, ten hours for about 6 M. Below about 5.5·10¹³ operations, some eight
minutes of two cores, « minuscule » learns more than « petite » (measured: docs/models.md).
"""

from dataclasses import dataclass

from aurore.base.errors import UserError

HEAD_WIDTH = 64  # guess: the usual width of an attention head


@dataclass(frozen=True)
class Size:
    """The shape of a network of the Llama class with normed queries and keys (Qwen3)."""

    name: str
    width: int
    """Of the vectors between layers."""
    layers: int
    minutes: float
    """It suits runs at least this long on two cores (measured up to « petite », then a guess)."""

    @property
    def heads(self) -> int:
        """Attention heads, `HEAD_WIDTH` wide each."""
        return self.width // HEAD_WIDTH

    @property
    def inner_width(self) -> int:
        """Of the feed-forward layers: 8/3 of the width, in multiples of 64 (cited: Llama)."""
        return -(-self.width * 8 // 3 // 64) * 64

    def parameters(self, vocab_size: int) -> int:
        """Weights to learn; the embedding serves at both ends and counts once."""
        attention = 4 * self.width**2
        feed_forward = 3 * self.width * self.inner_width
        norms = (2 * self.layers + 1) * self.width + 2 * self.layers * HEAD_WIDTH
        return vocab_size * self.width + self.layers * (attention + feed_forward) + norms


SIZES = (
    Size("minuscule", width=128, layers=3, minutes=0),
    Size("petite", width=192, layers=5, minutes=8),
    Size("moyenne", width=256, layers=6, minutes=240),
    Size("grande", width=320, layers=8, minutes=1500),
)


def size_named(name: str) -> Size:
    """The size called `name`.

    Raises:
        UserError: there is none; the error lists those there are.
    """
    for size in SIZES:
        if size.name == name:
            return size
    raise UserError("unknown_size", name=name, known=", ".join(size.name for size in SIZES))


def size_for(minutes: float) -> Size:
    """The largest size that suits a run of `minutes`."""
    return max((size for size in SIZES if size.minutes <= minutes), key=lambda size: size.minutes)
