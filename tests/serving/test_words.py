"""What the network thinks, as a program asks for it."""

import math

import pytest
from flask.testing import FlaskClient

PROMPT = "La fermière regardait la"


def ask(client: FlaskClient, route: str, **body: object) -> dict:
    answer = client.post(f"/api/{route}", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json


def test_next_tokens_come_with_their_probability(client: FlaskClient) -> None:
    found = ask(client, "next", prompt=PROMPT, count=20)["next"]
    chances = [item["probability"] for item in found]
    assert len(found) == 20 and chances == sorted(chances, reverse=True) and 0 < sum(chances) <= 1


def test_suggestions_are_whole_words(client: FlaskClient) -> None:
    found = ask(client, "suggest", prompt=PROMPT)["next"]
    assert len(found) <= 3
    assert all(len(item["text"].split()) == 1 for item in found)


def test_the_tokens_of_a_text_make_the_text(client: FlaskClient) -> None:
    answer = ask(client, "tokens", text="L'enfant… « oui » — dit-il !")
    assert "".join(token["text"] for token in answer["tokens"]) == answer["text"]
    assert all(0 <= token["id"] < answer["vocabulary"] for token in answer["tokens"])


@pytest.mark.parametrize("times", [1, 60])
def test_a_text_is_scored_token_by_token(client: FlaskClient, times: int) -> None:
    """Sixty times is several contexts."""
    answer = ask(client, "score", text="Au matin, l’enfant prit le chemin des prés. " * times)
    bits = -sum(math.log2(token["probability"]) for token in answer["tokens"])
    assert bits == pytest.approx(answer["bits"], rel=0.01)
    assert answer["bits_per_byte"] == pytest.approx(bits / len(answer["text"].encode()), rel=0.01)


def test_the_distance_of_the_slides(client: FlaskClient) -> None:
    one = "George Sand était une écrivaine française."
    found = ask(client, "distance", one=one, other="Jeorge Sand était une écrivine française.")
    assert found["edits"] == 2 and 0.9 < found["similarity"] < 1
    assert ask(client, "distance", one=one, other=one) == {"edits": 0, "similarity": 1, "words": 1}


def test_the_model_and_the_runs_are_described(client: FlaskClient) -> None:
    [model] = client.get("/api/models").json["models"]
    assert model["name"] == "essai" and model["context"] == 128 and model["texts_at_once"] > 1
    assert client.get("/api/runs").json == {"runs": []}
