"""What the network thinks: next words and tokens, probabilities of a text, distance of two."""

import math

from flask import Response, jsonify
from flask_openapi.blueprint import APIBlueprint
from pydantic import BaseModel, Field
from rapidfuzz.distance import Levenshtein

from aurore.base.settings import MOST_ALTERNATIVES
from aurore.generation import scores
from aurore.serving.api import REFUSED, check_body, desk
from aurore.serving.bodies import PROMPT, Body, Number, PromptBody
from aurore.serving.problems import WebError

MOST_WORDS = 8  # suggested at once (guess)
words = APIBlueprint("words", __name__)
words.before_request(check_body)


class SuggestBody(PromptBody):
    """A beginning, and how many words to suggest."""

    count: Number = Field(3, ge=1, le=MOST_WORDS)


class NextBody(PromptBody):
    """A beginning, and how many tokens to tell."""

    count: Number = Field(10, ge=1, le=MOST_ALTERNATIVES)


class TextBody(Body):
    """A text."""

    text: str = Field(examples=[PROMPT])


class TwoTextsBody(Body):
    """Two texts to compare."""

    one: str = Field(examples=["George Sand était une écrivaine."])
    other: str = Field(examples=["Jeorge Sand était une écrivine."])


class Likely(BaseModel):
    """Something that may come next."""

    text: str = Field(description="With the space before it, if it has one.", examples=[" près"])
    probability: float = Field(examples=[0.21])


class LikelyAnswer(BaseModel):
    """What may come next, likeliest first."""

    prompt: str
    next: list[Likely]


class TokenAnswer(BaseModel):
    """A token of a text."""

    id: int
    text: str
    start: int = Field(description="Where it begins in the text.")
    probability: float | None = Field(None, description="After all that comes before it.")


class TokensAnswer(BaseModel):
    """A text as the network reads it."""

    text: str = Field(description="In the typography of the books.")
    tokens: list[TokenAnswer]
    vocabulary: int


class ScoreAnswer(TokensAnswer):
    """How well the network would have guessed a text."""

    bits: float = Field(description="Sum of -log2 p over its tokens.")
    bits_per_byte: float = Field(description="Comparable between tokenizers; lower is better.")
    perplexity: float = Field(description="Per token: not comparable between tokenizers.")


class DistanceAnswer(BaseModel):
    """How far two texts are from each other."""

    edits: int = Field(description="Signs to insert, delete or replace (Levenshtein).")
    similarity: float = Field(description="1 for equal texts, 0 for nothing in common.")
    words: float = Field(description="The same similarity, counted in words.")


def _likely(prompt: str, found: list[tuple[str, float]]) -> Response:
    likely = [Likely(text=text, probability=round(p, 6)) for text, p in found]
    return jsonify(LikelyAnswer(prompt=prompt, next=likely).model_dump())


@words.post("/api/suggest", responses={200: LikelyAnswer} | REFUSED, operation_id="suggest")
def suggest(body: SuggestBody) -> Response:
    """Suggest whole words to go on with, as the Tab key does; a word that was begun is ended."""
    beginning = desk().check(body.prompt)
    return _likely(body.prompt, scores.suggest(desk().writer(), beginning, body.count))


@words.post("/api/next", responses={200: LikelyAnswer} | REFUSED, operation_id="next")
def next_tokens(body: NextBody) -> Response:
    """Tell the likeliest next tokens and their probability, before any setting."""
    beginning = desk().check(body.prompt)
    return _likely(body.prompt, scores.next_tokens(desk().writer(), beginning, body.count))


@words.post("/api/tokens", responses={200: TokensAnswer} | REFUSED, operation_id="tokens")
def tokens(body: TextBody) -> Response:
    """Cut a text into the tokens the network reads."""
    text, writer = desk().check(body.text), desk().writer()
    found = [_token(token) for token in scores.tokens_of(writer, text)]
    size = writer.engine.shape.vocabulary
    return jsonify(TokensAnswer(text=text, tokens=found, vocabulary=size).model_dump())


@words.post("/api/score", responses={200: ScoreAnswer} | REFUSED, operation_id="score")
def score(body: TextBody) -> Response:
    """Tell how probable a text is, token by token; no text is written."""
    text, writer = desk().check(body.text), desk().writer()
    found = scores.score(writer, text)
    bits = -sum(token.log_probability or 0.0 for token in found) / math.log(2)
    answer = ScoreAnswer(
        text=text,
        tokens=[_token(token) for token in found],
        vocabulary=writer.engine.shape.vocabulary,
        bits=round(bits, 3),
        bits_per_byte=round(bits / len(text.encode()), 4),
        perplexity=round(2 ** (bits / len(found)), 3),
    )
    return jsonify(answer.model_dump())


@words.post("/api/distance", responses={200: DistanceAnswer} | REFUSED, operation_id="distance")
def distance(body: TwoTextsBody) -> Response:
    """Compare two texts, sign by sign and word by word: the slides' « mesure de l'erreur »."""
    longest = desk().longest_prompt
    for text in (body.one, body.other):
        if len(text) > longest:
            raise WebError(422, "prompt_too_long", found=len(text), longest=longest)
    answer = DistanceAnswer(
        edits=Levenshtein.distance(body.one, body.other),
        similarity=round(Levenshtein.normalized_similarity(body.one, body.other), 4),
        words=round(Levenshtein.normalized_similarity(body.one.split(), body.other.split()), 4),
    )
    return jsonify(answer.model_dump())


def _token(token: scores.Scored) -> TokenAnswer:
    log = token.log_probability
    probability = None if log is None else round(math.exp(log), 6)
    return TokenAnswer(id=token.id, text=token.text, start=token.start, probability=probability)
