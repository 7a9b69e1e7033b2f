"""What can be chosen, one frozen dataclass per stage, declared here once.

The command line builds these; nothing else holds a default.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from aurore.base.errors import UserError

LONGEST_TEXT = 2000  # tokens a person may ask for at once (guess: a minute of a slow laptop)
HOTTEST = 5.0  # temperature above which all tokens are about equally likely (guess)
LARGEST_SEED = 2**32 - 1  # what NumPy takes
MOST_VARIANTS = 8  # of one beginning, at once (guess: what fits on a page)
MOST_ALTERNATIVES = 20  # likeliest tokens told at each place (guess)
MOST_STOPS, LONGEST_STOP = 4, 80  # strings that end a text, and their signs (cited: OpenAI's API)
LONGEST_NGRAM = 32  # forbidden to come twice (guess)
HARSHEST_PENALTY = 3.0  # above, nothing that was said can be said again (guess)
SMALLEST_VOCABULARY = 257  # the 256 bytes and the end-of-text token

FEWEST_FOLDS, MOST_FOLDS = 3, 20  # each needs books to train on, to validate and to test
LARGEST_VOCABULARY = 65_536  # ids are packed as unsigned 16-bit integers (tokenizer/blocks.py)

DEFAULT_SHELF = "sand"  # of the catalogue
LANGUAGE_CODE = re.compile("[a-z]{2}")  # ISO 639-1
Typography = Literal["unified", "as-printed"]
Segmenter = Literal["aurore", "punkt"]
SplitBy = Literal["book", "chapter", "sentence"]
Editions = Literal["once", "all"]
Until = Literal["sentence", "paragraph", "count"]
Method = Literal["full", "lora", "top-layers"]
Vocabulary = Literal["base", "work"]
Place = Literal["auto", "cpu", "cuda"]
Precision = Literal["auto", "single", "bf16"]

SCRATCH = "scratch"  # in place of a base: weights drawn at random
DEFAULT_BASE = SCRATCH  # what `aurore train` starts from when nothing is said


@dataclass(frozen=True)
class PrepareSettings:
    """Books → corpus."""

    author: str | None = None
    """Shelves of the catalogue, or `name=13380,34204`; several are parted by spaces. The shelf
    `DEFAULT_SHELF` when nothing else is asked for."""
    blend: str = ""
    """A mixture of shelves by words, `sand=0.7,verne=0.3`, instead of whole shelves."""
    ids: tuple[str, ...] = ()
    """Gutenberg numbers instead of a shelf; they all go into `train`."""
    books_file: str = ""
    """A `books.toml`: a shelf of one's own, instead of the catalogue's."""
    texts: tuple[str, ...] = ()
    """Folders of further `.txt` files, one paragraph a line; they all go into `train`."""
    language: str = ""
    """ISO 639-1 code of the books, in place of what the catalogue or their files say."""
    largest_cut: float = 0.2
    """Refuse a book that would lose more than this share of its lines (guess)."""
    typography: Typography = "unified"
    """One form of apostrophes, dashes, guillemets and spaces for all books, or each as printed."""
    segmenter: Segmenter = "aurore"
    """Who finds the sentences: our rules, or NLTK's punkt for the comparison."""
    split: SplitBy = "book"
    """What is put whole in one part. By sentence is wrong, and there to show why."""
    folds: int = 0
    """Write a cross-validation by book in so many parts; 0 writes none."""
    editions: Editions = "once"
    """Of a book that is in training in two editions keep the first, or all."""
    min_words: int = 0
    """Leave out shorter sentences. Off by default: it takes the dialogue out."""

    def __post_init__(self) -> None:
        for name in ("typography", "segmenter", "split", "editions"):
            choices = get_args(self.__annotations__[name])
            if getattr(self, name) not in choices:
                raise UserError("bad_choice", option=f"--{name}", choices=", ".join(choices))
        if self.blend and (self.author or self.ids or self.books_file or self.texts):
            raise UserError("blend_and_books")
        if self.blend and self.split != "book":
            raise UserError("blend_splits_by_book")
        if self.folds and not FEWEST_FOLDS <= self.folds <= MOST_FOLDS:
            raise UserError("bad_folds", fewest=FEWEST_FOLDS, most=MOST_FOLDS)
        if self.min_words < 0:
            raise UserError("negative_words")
        if self.language and not LANGUAGE_CODE.fullmatch(self.language):
            raise UserError("bad_language", language=self.language)


@dataclass(frozen=True)
class ClientSettings:
    """How files are asked of a server of books."""

    pause_seconds: float = 2.0
    """Between two requests to one host (cited: gutenberg.org/policy/robot_access.html); no pause
    for a machine of the room."""
    tries: int = 4
    """Requests for one file before giving up (guess)."""
    backoff_seconds: float = 1.0
    """Wait after the first failure, doubled after each, give or take half at random (guess)."""
    longest_wait_seconds: float = 120.0
    """A server that asks for more is left alone (guess: what a room can wait for)."""
    timeout_seconds: float = 30.0
    """Silence after which a connection is taken for dead (guess)."""
    file_seconds: float = 600.0
    """Time for one file, tries and waits included (guess: a novel of 1 MB at 2 kB a second)."""
    largest_bytes: int = 20_000_000
    """No book is larger (guess: five times the longest novel at hand)."""
    redirects: int = 5
    """Redirections followed for one file (guess)."""


@dataclass(frozen=True)
class TokenizeSettings:
    """Corpus → tokenizer."""

    vocab_size: int = 4096
    """Tokens: cited, the size the design measured as good for 6 M parameters."""

    def __post_init__(self) -> None:
        if self.vocab_size < SMALLEST_VOCABULARY:
            raise UserError("vocabulary_too_small", size=self.vocab_size)
        if self.vocab_size > LARGEST_VOCABULARY:
            raise UserError("vocabulary_too_large", size=self.vocab_size)


@dataclass(frozen=True)
class TrainSettings:
    """Corpus and tokenizer → run."""

    name: str = "sand"
    """Name of the run: `runs/<name>/`."""
    minutes: float | None = 5.0
    """Time to train for; `None` when `epochs` says how long."""
    epochs: float | None = None
    """Passes over the training text."""
    base: str = DEFAULT_BASE
    """`scratch`, or what to specialise: `embedded`, a folder, a name on the Hugging Face Hub
    (`NAME@REVISION` for one of its versions)."""
    method: Method | None = None
    """Which weights of the base are corrected; `full` when nothing is said."""
    tokenizer: Vocabulary | None = None
    """Whose tokens a base reads: its own, or those of the work folder, which needs
    `transfer_embeddings`."""
    transfer_embeddings: bool = False
    """Give a base the tokens of the work folder, each with the mean of what the base knew."""
    batch_size: int | None = None
    """Blocks before each correction; by default as `training/recipe.py` has it."""
    learning_rate: float | None = None
    """Highest of the run; by default as `training/recipe.py` has it."""
    context: int | None = None
    """Tokens the network sees at once; by default as `training/recipe.py` has it, never more than
    the base can see."""
    size: str | None = None
    """A name of `model/sizes.py`; by default the one that suits the time. Not with a base."""
    device: Place = "auto"
    """Where it learns: the graphics card if there is one."""
    precision: Precision = "auto"
    """Numbers it computes with: bfloat16 on a card that has it, single elsewhere."""
    seed: int = 42
    """Of the first weights and of the order of the blocks."""

    def __post_init__(self) -> None:
        check_seed(self.seed)
        for name in ("minutes", "epochs", "batch_size", "learning_rate", "context"):
            value = getattr(self, name)
            if value is not None and value <= 0:
                raise UserError("must_be_positive", option=f"--{name.replace('_', '-')}")
        if self.base == SCRATCH:
            self._refuse_what_needs_a_base()
        elif self.size:
            raise UserError("size_of_a_base", base=self.base)
        for name, known in (("device", get_args(Place)), ("precision", get_args(Precision))):
            if getattr(self, name) not in known:
                raise UserError("bad_choice", option=f"--{name}", choices=", ".join(known))
        if self.method and self.method not in get_args(Method):
            raise UserError("bad_choice", option="--method", choices=", ".join(get_args(Method)))
        if self.tokenizer and self.tokenizer not in get_args(Vocabulary):
            choices = ", ".join(get_args(Vocabulary))
            raise UserError("bad_choice", option="--tokenizer", choices=choices)

    def _refuse_what_needs_a_base(self) -> None:
        if self.method:
            raise UserError("method_without_base", method=self.method)
        if self.transfer_embeddings:
            raise UserError("transfer_without_base")
        if self.tokenizer == "base":
            raise UserError("tokenizer_without_base")


@dataclass(frozen=True)
class EvaluateSettings:
    """Run and test book → measures."""

    window: int = 256
    """Tokens seen at once; never more than the model's context."""
    stride: int = 128
    """Tokens between two windows: each token has at least `window - stride` before it."""


@dataclass(frozen=True)
class GenerateSettings:
    """How the next token is drawn and when the text ends."""

    tokens: int = 120
    """Tokens to write before the text may end; it ends at the next end of sentence."""
    seed: int | None = None
    """Same seed and settings, same text; `None` draws one."""
    temperature: float = 0.8
    """Below 1 the likely grows likelier; above 1 the reverse; 0 always takes the likeliest."""
    top_k: int = 50
    """Choose among the k likeliest tokens; 0 among all."""
    top_p: float = 0.95
    """Choose among the likeliest tokens that together have this probability."""
    min_p: float = 0.0
    """Leave out tokens less likely than this share of the likeliest; 0 leaves none out."""
    repetition_penalty: float = 1.0
    """Above 1, what has come before is less likely to come again; 1 changes nothing."""
    no_repeat_ngram: int = 0
    """So many tokens never come twice in the same order; 0 forbids nothing."""
    until: Until = "sentence"
    """Where the text ends once it has its tokens; `count` ends it there, after a whole word."""
    stop: tuple[str, ...] = ()
    """The text ends before any of these strings, whatever its length."""

    def __post_init__(self) -> None:
        if not 1 <= self.tokens <= LONGEST_TEXT:
            raise UserError("tokens_out_of_range", longest=LONGEST_TEXT)
        check_seed(self.seed)
        if not 0 <= self.temperature <= HOTTEST:
            raise UserError("temperature_out_of_range")
        if self.top_k < 0:
            raise UserError("top_k_out_of_range")
        if not 0 < self.top_p <= 1:
            raise UserError("top_p_out_of_range")
        if not 0 <= self.min_p < 1:
            raise UserError("min_p_out_of_range")
        if not 1 <= self.repetition_penalty <= HARSHEST_PENALTY:
            raise UserError("penalty_out_of_range", harshest=HARSHEST_PENALTY)
        if not 0 <= self.no_repeat_ngram <= LONGEST_NGRAM:
            raise UserError("ngram_out_of_range", most=LONGEST_NGRAM)
        if self.until not in (choices := get_args(Until)):
            raise UserError("bad_choice", option="--until", choices=", ".join(choices))
        fits = all(0 < len(stop) <= LONGEST_STOP for stop in self.stop)
        if len(self.stop) > MOST_STOPS or not fits:
            raise UserError("stop_out_of_range", most=MOST_STOPS, longest=LONGEST_STOP)


@dataclass(frozen=True)
class ServeSettings:
    """The page and the API."""

    host: str = "127.0.0.1"
    """Address to listen on: this machine alone, unless asked."""
    port: int = 8000
    max_body_bytes: int = 64 * 1024
    """Larger requests are refused (guess: ten times the longest prompt)."""
    max_prompt_chars: int = 4000
    """Longer prompts are refused (guess: about four times what the model can see)."""
    threads: int = 64
    """Requests answered at once (guess: a room that writes, and as many that look)."""
    token: str = ""
    """What a program or a browser must know to be answered; empty asks for nothing."""
    names: tuple[str, ...] = ()
    """Names this server may be called by, besides this machine's and numeric addresses."""
    checks: tuple[str, ...] = ("language", "insults", "length", "signs")
    """What is remarked about the texts people give (generation/checks.py)."""
    work: Path | None = None
    """The work folder, whose runs are listed and where the class is kept."""
    class_mode: bool = False
    """A room of people, each with a nickname, and a trainer."""
    share_books: Path | None = None
    """Folder of books offered to other machines under `/files/`; by default none is."""


def check_seed(seed: int | None) -> None:
    """Raises `UserError` for a seed that the libraries would refuse."""
    if seed is not None and not 0 <= seed <= LARGEST_SEED:
        raise UserError("seed_out_of_range", largest=LARGEST_SEED)
