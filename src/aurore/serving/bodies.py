"""What programs send and what they get: the models behind `/openapi.json`."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from aurore.base.settings import (
    HARSHEST_PENALTY,
    HOTTEST,
    LARGEST_SEED,
    LONGEST_NGRAM,
    LONGEST_STOP,
    LONGEST_TEXT,
    MOST_STOPS,
    MOST_VARIANTS,
    GenerateSettings,
    Until,
)

DEFAULTS = GenerateSettings()
PROMPT = "Cette jeune femme était assise"
LONGEST_SKIP = 100_000  # characters of a text already had (guess: more than the longest text)

Number = Annotated[int, Field(strict=True)]
Real = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Stop = Annotated[str, Field(min_length=1, max_length=LONGEST_STOP)]


class Body(BaseModel):
    """What a program sends: nothing but what is described."""

    model_config = ConfigDict(extra="forbid")

    @field_validator("*")
    @classmethod
    def check_text(cls, value: Any) -> Any:
        """JSON can write half a character (`\\ud800`), which no answer could hold."""
        for text in value if isinstance(value, tuple | list) else [value]:
            if isinstance(text, str):
                text.encode()
        return value


class PromptBody(Body):
    """A beginning."""

    prompt: str = Field(description="The text to continue: a word at least.", examples=[PROMPT])


class GenerateBody(PromptBody):
    """A beginning, and how to continue it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"prompt": PROMPT}, {"prompt": PROMPT, "seed": 7}]},
    )

    tokens: Number = Field(
        DEFAULTS.tokens,
        ge=1,
        le=LONGEST_TEXT,
        description="Tokens to write; the text then goes on to the end of its sentence.",
    )
    seed: Number | None = Field(
        DEFAULTS.seed,
        ge=0,
        le=LARGEST_SEED,
        description="Same seed and settings, same text; null draws one.",
        examples=[7],
    )
    temperature: Real = Field(
        DEFAULTS.temperature,
        ge=0,
        le=HOTTEST,
        description="0 always takes the likeliest token; above 1 the text wanders.",
    )
    top_k: Number = Field(
        DEFAULTS.top_k,
        ge=0,
        description="Choose among the k likeliest tokens; 0 among all.",
    )
    top_p: Real = Field(
        DEFAULTS.top_p,
        gt=0,
        le=1,
        description="Choose among the likeliest tokens that together have this probability.",
    )
    min_p: Real = Field(
        DEFAULTS.min_p,
        ge=0,
        lt=1,
        description="Leave out tokens less likely than this share of the likeliest.",
    )
    repetition_penalty: Real = Field(
        DEFAULTS.repetition_penalty,
        ge=1,
        le=HARSHEST_PENALTY,
        description="Above 1, what has come before is less likely to come again.",
    )
    no_repeat_ngram: Number = Field(
        DEFAULTS.no_repeat_ngram,
        ge=0,
        le=LONGEST_NGRAM,
        description="So many tokens never come twice in the same order; 0 forbids nothing.",
    )
    until: Until = Field(
        DEFAULTS.until,
        description="Where the text ends once it has its tokens; `count` ends it there.",
    )
    stop: tuple[Stop, ...] = Field(
        DEFAULTS.stop,
        max_length=MOST_STOPS,
        description="The text ends before any of these strings.",
    )
    n: Number = Field(
        1,
        ge=1,
        le=MOST_VARIANTS,
        description="Texts to write at once; the second has the next seed, and so on.",
    )
    skip: Number = Field(
        0,
        ge=0,
        le=LONGEST_SKIP,
        description="Characters already had: with the same seed, a lost stream goes on there.",
    )
    stream: bool = Field(
        False, strict=True, description="Send the text as it is written, as server-sent events."
    )

    def settings(self) -> GenerateSettings:
        """The same choices, as the lower layers know them."""
        return GenerateSettings(**self.model_dump(exclude={"prompt", "stream", "n", "skip"}))


class ProvenanceAnswer(BaseModel):
    """Where a text comes from; with the settings, the same text can be had again."""

    notice: str = Field(examples=["texte produit par un réseau de neurones"])
    model: str
    fingerprint: str = Field(description="Of the files of the model.")
    corpus: str = Field(description="Hash of the corpus' card; empty when the model has none.")
    version: str = Field(description="Of Aurore.")
    date: str
    settings: dict[str, Any]


class TextAnswer(BaseModel):
    """A continuation and where it comes from."""

    prompt: str = Field(description="As it was given.", examples=[PROMPT])
    text: str = Field(description="What comes after it.", examples=[" près de la fenêtre."])
    model: str = Field(description="The name of the model.", examples=["sand"])
    seed: int = Field(description="Ask for it again to get the same text.", examples=[7])
    tokens: int = Field(examples=[124])
    seconds: float = Field(examples=[0.42])
    forgotten: int = Field(
        description="Tokens at the beginning that the network no longer saw at the end.",
        examples=[0],
    )
    notice: str = Field(examples=["texte produit par un réseau de neurones"])
    provenance: ProvenanceAnswer


class Remark(BaseModel):
    """Something about the prompt that the reader should know; it stops nothing."""

    name: str = Field(examples=["not_french"])
    reason: str


class GenerateAnswer(TextAnswer):
    """A continuation; the others, when several were asked for, are in `variants`."""

    remarks: list[Remark] = []
    variants: list[TextAnswer] = []


class Problem(BaseModel):
    """What is wrong and what to do, in the reader's language."""

    name: str = Field(examples=["empty_prompt"])
    problem: str = Field(examples=["Il n’y a aucun mot à continuer."])
    remedy: str = Field(examples=["Donner un début de texte."])


class ErrorAnswer(BaseModel):
    """Every answer of 400 and above."""

    error: Problem


class Health(BaseModel):
    """Whether the server answers, and who writes."""

    status: str = Field(examples=["ok"])
    model: str | None = Field(description="null until the first text.", examples=["sand"])


class Ready(BaseModel):
    """Whether a text can be asked for now."""

    ready: bool
    running: int = Field(description="Texts being written.")
    waiting: int = Field(description="Texts that wait for a place.")
