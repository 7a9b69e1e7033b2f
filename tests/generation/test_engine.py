"""The engine thinks what transformers thinks, and throws the same dice for the same seed."""

import shutil
import subprocess
import sys
from itertools import islice

import pytest
import torch
import transformers

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


SMALL = {
    "vocab_size": 640,  # more than its tokenizer has
    "bos_token_id": 0,
    "eos_token_id": 0,
}
ROTARY = SMALL | {
    "hidden_size": 128,
    "intermediate_size": 192,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 64,
}
GPT2 = SMALL | {"n_embd": 64, "n_layer": 2, "n_head": 2, "n_positions": 64}


@pytest.mark.parametrize(
    "config",
    [
        transformers.LlamaConfig(**ROTARY),
        transformers.Qwen3Config(**ROTARY, head_dim=32),
        transformers.Qwen3Config(**ROTARY, head_dim=64, tie_word_embeddings=True),
        transformers.GPT2Config(**GPT2),
    ],
    ids=lambda config: config.model_type,
)
def test_every_family_thinks_what_transformers_thinks(trained, config, tmp_path) -> None:
    """Random weights, drawn wide so that the probabilities are far from equal."""
    torch.manual_seed(1)
    config.initializer_range = 0.2
    network = transformers.AutoModelForCausalLM.from_config(config).eval()
    for name, weight in network.named_parameters():  # norms and biases too
        if weight.ndim == 1:
            torch.nn.init.normal_(weight, 1.0 if "weight" in name else 0.0, 0.3)
    network.save_pretrained(tmp_path)
    shutil.copy(trained[1].folder / "model" / "tokenizer.json", tmp_path)
    shutil.copy(trained[1].folder / "model" / "tokenizer_config.json", tmp_path)
    ids = torch.randint(1, 500, (1, 40)).tolist()[0]
    with torch.no_grad():
        logits = network(torch.tensor([ids])).logits[0].log_softmax(-1)
    expected = [float(logits[i, token]) for i, token in enumerate(ids[1:])]
    assert Engine(tmp_path, "float32").log_probabilities(ids) == pytest.approx(expected, abs=1e-4)


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
    config.write_text(config.read_text().replace('"qwen3"', '"bert"'))
    with pytest.raises(UserError, match="bert"):
        Engine(other)
    with pytest.raises(UserError):
        Engine(tmp_path)


def test_writing_imports_neither_torch_nor_transformers(model) -> None:
    code = (
        "import sys; from pathlib import Path;"
        "from aurore.base.settings import GenerateSettings;"
        "from aurore.generation.writer import Writer;"
        f"Writer(Path({str(model)!r}), 'x').write('Le soir', GenerateSettings(tokens=5, seed=1));"
        "assert not {'torch', 'transformers', 'datasets'} & set(sys.modules), 'imported'"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
