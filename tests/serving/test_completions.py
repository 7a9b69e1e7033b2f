"""The official OpenAI client, against the real server."""

from collections.abc import Iterator

import openai
import pytest

PROMPT = "La fermière regardait"


@pytest.fixture(scope="module")
def ai(address: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{address}/v1", api_key="unused", max_retries=0) as client:
        yield client


def test_it_lists_the_model(ai: openai.OpenAI) -> None:
    assert [model.id for model in ai.models.list()] == ["essai"]


def test_a_completion_is_the_same_whole_and_streamed(ai: openai.OpenAI) -> None:
    asked = {"model": "essai", "prompt": PROMPT, "max_tokens": 20, "seed": 3}
    whole = ai.completions.create(**asked)
    assert whole.object == "text_completion" and whole.choices[0].finish_reason == "length"
    assert whole.usage.completion_tokens == 20 and whole.usage.prompt_tokens > 3
    chunks = list(ai.completions.create(**asked, stream=True))
    assert len(chunks) > 10 and chunks[-1].choices[0].finish_reason == "length"
    assert "".join(chunk.choices[0].text for chunk in chunks) == whole.choices[0].text


def test_variants_differ_and_come_again(ai: openai.OpenAI) -> None:
    asked = {"model": "essai", "prompt": [PROMPT, "Au matin"], "n": 3, "seed": 5, "max_tokens": 12}
    found = ai.completions.create(**asked).choices
    assert [choice.index for choice in found] == list(range(6))
    assert len({choice.text for choice in found}) == 6
    assert [c.text for c in ai.completions.create(**asked).choices] == [c.text for c in found]
    streamed = dict.fromkeys(range(6), "")
    for chunk in ai.completions.create(**asked, stream=True):
        streamed[chunk.choices[0].index] += chunk.choices[0].text
    assert list(streamed.values()) == [choice.text for choice in found]


def test_probabilities_and_echo(ai: openai.OpenAI) -> None:
    answer = ai.completions.create(
        model="essai", prompt=PROMPT, max_tokens=8, seed=1, logprobs=3, echo=True
    )
    choice = answer.choices[0]
    assert choice.text.startswith(PROMPT)
    logs = choice.logprobs
    assert "".join(logs.tokens) == choice.text
    places = zip(logs.tokens, logs.text_offset, strict=True)
    assert all(choice.text[at:].startswith(token) for token, at in places)
    assert all(log <= 0 for log in logs.token_logprobs)
    assert all(len(best) <= 3 for best in logs.top_logprobs)
    plain = ai.completions.create(model="essai", prompt=PROMPT, max_tokens=8, seed=1)
    assert plain.choices[0].text == choice.text.removeprefix(PROMPT)


def test_it_stops_before_a_string(ai: openai.OpenAI) -> None:
    asked = {"model": "essai", "prompt": PROMPT, "max_tokens": 60, "seed": 2}
    whole = ai.completions.create(**asked).choices[0].text
    stop = whole[20:23]
    short = ai.completions.create(**asked, stop=[stop, "jamais"]).choices[0]
    assert short.text == whole[: whole.index(stop)] and short.finish_reason == "stop"
    pieces = ai.completions.create(**asked, stop=stop, stream=True)
    assert "".join(chunk.choices[0].text for chunk in pieces) == short.text


def test_the_heatless_text_is_always_the_same(ai: openai.OpenAI) -> None:
    asked = {"model": "essai", "prompt": PROMPT, "temperature": 0}
    assert (
        ai.completions.create(**asked).choices[0].text
        == ai.completions.create(**asked).choices[0].text
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"max_tokens": 0},
        {"frequency_penalty": 1.0},
        {"logit_bias": {"5": 1}},
        {"prompt": []},
        {"prompt": "  "},
        {"n": 99},
        {"stop": ""},
    ],
)
def test_what_it_cannot_do_is_refused_in_words(ai: openai.OpenAI, wrong: dict) -> None:
    asked = {"model": "essai", "prompt": PROMPT, "max_tokens": 5} | wrong
    with pytest.raises(openai.UnprocessableEntityError) as told:
        ai.completions.create(**asked)
    assert told.value.body["message"].endswith(".")
