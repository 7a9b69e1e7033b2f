"""The engine thinks what transformers thinks, and throws the same dice for the same seed."""

import json
import shutil
import subprocess
import sys
from itertools import islice

import pytest
import torch

from aurore.base.errors import UserError
from aurore.base.settings import GenerateSettings
from aurore.generation.conversion import converted, fingerprint
from aurore.generation.engine import Engine
from aurore.tokenizer.bpe import load_tokenizer

TEXT = "\nLe soir, au bord de l’étang, les fileuses chantaient."


@pytest.fixture(scope="module")
def model(trained):
    """The folder of a small trained model."""
    return trained[1].folder / "model"


def test_in_single_precision_it_gives_the_probabilities_of_transformers(trained, model) -> None:
    ids = load_tokenizer(model).encode(TEXT).ids
    with torch.no_grad():
        logits = trained[1].model(torch.tensor([ids])).logits[0].log_softmax(-1)
    expected = [float(logits[i, token]) for i, token in enumerate(ids[1:])]
    found = Engine(model, precision="float32").log_probabilities(ids)
    assert found == pytest.approx(expected, abs=1e-4)


def test_in_eight_bits_it_stays_close(trained, model) -> None:
    ids = load_tokenizer(model).encode(TEXT).ids
    whole = Engine(model, precision="float32").log_probabilities(ids)
    small = Engine(model).log_probabilities(ids)
    mean = sum(abs(a - b) for a, b in zip(whole, small, strict=True)) / len(ids)
    assert mean < 0.15  # nats (guess: a tenth of what an epoch teaches)


def test_the_likeliest_tokens_are_those_of_transformers(trained, model) -> None:
    ids = load_tokenizer(model).encode(TEXT).ids[:12]
    greedy = GenerateSettings(temperature=0)
    found = list(islice(Engine(model, "float32").stream(ids, greedy, seed=0), 15))
    written = trained[1].model.generate(
        torch.tensor([ids]), max_new_tokens=15, do_sample=False, pad_token_id=0
    )
    assert found == written[0, len(ids) :].tolist()


def test_the_same_seed_gives_the_same_ids_whatever_came_before(model) -> None:
    engine, ids = Engine(model), load_tokenizer(model).encode(TEXT).ids
    texts = [list(islice(engine.stream(ids, GenerateSettings(), s), 40)) for s in (1, 2, 1)]
    assert texts[0] == texts[2] != texts[1]


def test_it_writes_past_its_context(model) -> None:
    engine = Engine(model)
    written = list(islice(engine.stream([5, 6, 7], GenerateSettings(), 3), 3 * engine.context))
    assert len(written) == 3 * engine.context


def test_a_stream_given_up_lets_the_next_one_start(model) -> None:
    engine = Engine(model)
    for _ in range(3):
        stream = engine.stream([5, 6, 7], GenerateSettings(), 3)
        next(stream)
        stream.close()
    assert len(list(islice(engine.stream([5], GenerateSettings(), 3), 5))) == 5


def test_a_model_is_converted_once(model) -> None:
    folder = converted(model)
    before = (folder / "model.bin").stat().st_mtime_ns
    assert converted(model) == folder
    assert (folder / "model.bin").stat().st_mtime_ns == before
    assert fingerprint(model) in folder.name


def test_a_model_of_another_family_is_refused(model, tmp_path) -> None:
    other = tmp_path / "model"
    shutil.copytree(model, other)
    config = other / "config.json"
    config.write_text(config.read_text().replace('"llama"', '"gpt2"'))
    with pytest.raises(UserError, match="Llama"):
        Engine(other)
    with pytest.raises(UserError):
        Engine(tmp_path)


@pytest.mark.parametrize(
    "values",
    [
        {"num_key_value_heads": 1},
        {"attention_bias": True},
        {"rope_parameters": {"rope_type": "llama3", "rope_theta": 500000.0}},
        {"head_dim": 17},
        {"eos_token_id": 2},
    ],
    ids=lambda values: next(iter(values)),
)
def test_a_llama_that_would_be_misread_is_refused(model, tmp_path, values) -> None:
    other = tmp_path / "model"
    shutil.copytree(model, other)
    config = json.loads((other / "config.json").read_text())
    (other / "config.json").write_text(json.dumps(config | values))
    with pytest.raises(UserError, match="Llama"):
        Engine(other)


def test_writing_imports_neither_torch_nor_transformers(model) -> None:
    code = (
        "import sys; from pathlib import Path;"
        "from aurore.base.settings import GenerateSettings;"
        "from aurore.generation.writer import Writer;"
        f"Writer(Path({str(model)!r}), 'x').write('Le soir', GenerateSettings(tokens=5, seed=1));"
        "assert not {'torch', 'transformers', 'datasets'} & set(sys.modules), 'imported'"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
