"""The engine thinks what transformers thinks, and throws the same dice for the same seed."""

import json
import math
import queue
import shutil
import subprocess
import sys

import pytest
import torch
import transformers

from aurore.base.errors import InternalError, UserError
from aurore.base.settings import GenerateSettings
from aurore.generation.conversion import converted, fingerprint
from aurore.generation.engine import Engine
from aurore.generation.texts import Request
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


def submit(engine: Engine, ids: list[int], most: int = 40, seed: int = 1, **more):
    """A text of exactly `most` tokens, unless the network ends it."""
    person = more.pop("person", "")
    alternatives = more.pop("alternatives", 0)
    return engine.submit(Request(ids, GenerateSettings(**more), seed, most, alternatives, person))


def written(engine: Engine, ids: list[int], **how) -> list[int]:
    return [token.id for token in submit(engine, ids, **how)]


def test_the_likeliest_tokens_are_those_of_transformers(trained, model) -> None:
    ids = load_tokenizer(model).encode(TEXT).ids[:12]
    found = written(Engine(model, "float32"), ids, most=15, temperature=0)
    expected = trained[1].model.generate(
        torch.tensor([ids]), max_new_tokens=15, do_sample=False, pad_token_id=0
    )
    assert found == expected[0, len(ids) :].tolist()


def test_the_same_seed_gives_the_same_ids_whatever_came_before(model) -> None:
    engine, ids = Engine(model), load_tokenizer(model).encode(TEXT).ids
    texts = [written(engine, ids, seed=seed) for seed in (1, 2, 1)]
    assert texts[0] == texts[2] != texts[1]


def test_the_same_seed_gives_the_same_ids_whatever_is_written_beside(model) -> None:
    """Twenty texts of many lengths, begun at different times and some left in the middle."""
    engine, ids = Engine(model, most_texts=7), load_tokenizer(model).encode(TEXT).ids
    alone = {seed: written(engine, ids[: 1 + seed], most=20 + seed, seed=seed) for seed in range(9)}
    crowd = []
    for turn in range(60):
        seed = turn % 9
        crowd.append((seed, submit(engine, ids[: 1 + seed], most=20 + seed, seed=seed)))
        if turn % 5 == 4:
            leaving = submit(engine, ids * 3, most=500, seed=turn)
            next(leaving)
            leaving.close()
    for seed, stream in crowd:
        assert [token.id for token in stream] == alone[seed], seed
    assert engine.waiting == 0


def test_probabilities_and_alternatives_are_those_of_the_network(model) -> None:
    engine, ids = Engine(model), load_tokenizer(model).encode(TEXT).ids
    tokens = list(submit(engine, ids, most=12, alternatives=4))
    whole = ids + [token.id for token in tokens]
    expected = engine.log_probabilities(whole)[len(ids) - 1 :]
    # One token or many at once: eight-bit products round their inputs by what stands beside them.
    assert [t.log_probability for t in tokens] == pytest.approx(expected, abs=1e-2)
    for place, token in enumerate(tokens):
        logs = engine.next_probabilities(whole[: len(ids) + place])
        best = sorted(range(len(logs)), key=lambda i: -logs[i])[:4]
        assert [i for i, _ in token.alternatives] == best
    assert sum(map(math.exp, engine.next_probabilities(ids))) == pytest.approx(1)


def test_it_writes_past_its_context_and_says_what_it_forgot(model) -> None:
    engine = Engine(model)
    stream = submit(engine, [5, 6, 7], most=3 * engine.shape.context, seed=3)
    assert len(list(stream)) == 3 * engine.shape.context
    assert stream.forgotten > 0


def test_a_text_past_its_context_is_what_its_last_half_gives(model) -> None:
    engine = Engine(model)
    half = engine.shape.context // 2
    long = [5 + i % 90 for i in range(engine.shape.context * 2)]
    assert written(engine, long, seed=3) == written(engine, long[-half:], seed=3)


def test_a_long_prompt_keeps_nobody_waiting(model) -> None:
    """A text joins those that are written before any of them has ended."""
    engine = Engine(model)
    long = submit(engine, [5, 6, 7], most=5000)
    next(long)
    short = submit(engine, [8, 9], most=3)
    assert len(list(short)) == 3
    assert engine.running == 1
    long.close()


def test_places_are_given_by_turns_of_person(model) -> None:
    engine = Engine(model, most_texts=1)
    first = submit(engine, [5], most=100_000, person="a")
    next(first)
    again = [submit(engine, [5], most=2, person="a") for _ in range(3)]
    other = submit(engine, [5], most=2, person="b")
    assert [stream.place for stream in (first, *again, other)] == [0, 2, 3, 4, 1]
    again[0].close()
    assert [stream.place for stream in (*again, other)] == [0, 2, 3, 1]
    first.close()
    assert [len(list(stream)) for stream in (other, *again[1:])] == [2, 2, 2]


def test_a_stream_given_up_frees_its_place(model) -> None:
    engine = Engine(model, most_texts=1)
    for _ in range(3):
        stream = submit(engine, [5, 6, 7], most=100_000)
        next(stream)
        stream.close()
    assert len(written(engine, [5], most=5)) == 5
    with pytest.raises(queue.Empty):
        submit(engine, [5], most=10**6).wait(0)


def test_a_failure_is_told_to_all_and_the_engine_goes_on(model, monkeypatch) -> None:
    engine = Engine(model, most_texts=2)
    streams = [submit(engine, [5, 6], most=100_000) for _ in range(3)]
    next(streams[0])
    read, network = engine._network.read, engine._network

    def broken(*arguments):
        raise RuntimeError("out of memory")

    monkeypatch.setattr(network, "read", broken)
    for stream in streams:
        with pytest.raises(InternalError) as told:
            list(stream)
        assert told.value.name == "engine_failed"
    monkeypatch.setattr(network, "read", read)
    assert len(written(engine, [5], most=5)) == 5


def test_a_stopped_engine_tells_those_who_wait(model) -> None:
    engine = Engine(model, most_texts=1)
    streams = [submit(engine, [5, 6], most=10**6) for _ in range(2)]
    next(streams[0])
    engine.stop()
    for stream in streams:
        with pytest.raises(InternalError) as told:
            list(stream)
        assert told.value.name == "engine_stopped"


def test_more_than_the_context_cannot_be_scored(model) -> None:
    engine = Engine(model)
    with pytest.raises(ValueError, match="context"):
        engine.log_probabilities([5] * (engine.shape.context + 2))


def test_a_model_is_converted_once(model) -> None:
    folder = converted(model)
    before = (folder / "model.onnx").stat().st_mtime_ns
    assert converted(model) == folder
    assert (folder / "model.onnx").stat().st_mtime_ns == before
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


@pytest.mark.parametrize(
    "values",
    [
        {"attention_bias": True},
        {"rope_parameters": {"rope_type": "yarn", "rope_theta": 500000.0}},
        {"use_sliding_window": True},
        {"hidden_act": "gelu"},
        {"activation_function": "tanh", "model_type": "gpt2"},
        {"scale_attn_by_inverse_layer_idx": True, "model_type": "gpt2"},
    ],
    ids=lambda values: next(iter(values)),
)
def test_a_variant_that_would_be_misread_is_refused(model, tmp_path, values) -> None:
    other = tmp_path / "model"
    shutil.copytree(model, other)
    config = json.loads((other / "config.json").read_text())
    (other / "config.json").write_text(json.dumps(config | values))
    with pytest.raises(UserError) as caught:
        Engine(other)
    assert caught.value.name == "unknown_variant"


def test_writing_imports_neither_torch_nor_transformers(model) -> None:
    code = (
        "import sys; from pathlib import Path;"
        "from aurore.base.settings import GenerateSettings;"
        "from aurore.generation.writer import Writer;"
        f"Writer(Path({str(model)!r}), 'x').write('Le soir', GenerateSettings(tokens=5, seed=1));"
        "assert not {'torch', 'transformers', 'datasets', 'onnx'} & set(sys.modules), 'imported'"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
