"""From a base: each class and method learns, resumes exactly, and leaves a plain model folder."""

import os
import shutil
import signal
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from torch.nn.functional import cross_entropy
from transformers import AutoModelForCausalLM, AutoTokenizer

from aurore.base.errors import Interrupted, UserError
from aurore.base.settings import TrainSettings
from aurore.base.workspace import Workspace
from aurore.model.readings import Readings, readings_of
from aurore.tokenizer.reader import read_reader
from aurore.training.journal import Journal
from aurore.training.loop import CLIP_NORM, StepReport
from aurore.training.plan import Plan, read_plan
from aurore.training.train import Watcher, train
from tiny import KINDS, LAYERS, tiny_base

METHODS = ("full", "lora", "top-layers")


@pytest.fixture(scope="module")
def bases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A tiny base of each class."""
    place = tmp_path_factory.mktemp("bases")
    return {kind: tiny_base(place / kind, kind) for kind in KINDS}


@pytest.fixture
def work(prepared: Workspace, tmp_path: Path) -> Workspace:
    """A work folder of one's own, whose training text is a few pages."""
    workspace = Workspace(tmp_path / "work")
    shutil.copytree(prepared.root, workspace.root)
    return workspace


def settings(name: str, base: Path, method: str, **changes: object) -> TrainSettings:
    """A few steps."""
    values = {
        "name": name,
        "base": str(base),
        "method": method,
        "minutes": None,
        "epochs": 0.2,
        "batch_size": 64,
        "learning_rate": 0.01,
    }
    return TrainSettings(**(values | changes))  # type: ignore[arg-type]


def losses(workspace: Workspace, name: str) -> list[float]:
    """Of each step, from the journal."""
    events = Journal(workspace.run(name)).read()
    return [event["loss"] for event in events if event["event"] == "step"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("method", METHODS)
def test_each_class_learns_by_each_method_and_leaves_a_plain_folder(
    work: Workspace, bases: dict[str, Path], kind: str, method: str
) -> None:
    result = train(settings("x", bases[kind], method, epochs=1.0), work)
    found = losses(work, "x")
    assert np.mean(found[-3:]) < found[0] - 0.1
    folder = result.folder / "model"
    assert load_file(folder / "model.safetensors").keys() == (
        load_file(bases[kind] / "model.safetensors").keys()
    )
    theirs = AutoModelForCausalLM.from_pretrained(str(folder), local_files_only=True).eval()
    assert theirs.config.model_type == kind
    ids = AutoTokenizer.from_pretrained(str(folder))("Une fileuse", return_tensors="pt").input_ids
    with torch.no_grad():
        assert torch.allclose(theirs(ids).logits, result.model.eval()(ids).logits, atol=1e-5)
    assert result.plan.parameters == theirs.num_parameters()


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_frozen_stays_and_what_learns_moves(
    work: Workspace, bases: dict[str, Path], kind: str
) -> None:
    for method in METHODS:
        result = train(settings(method, bases[kind], method), work)
        before = load_file(bases[kind] / "model.safetensors")
        after = load_file(result.folder / "model" / "model.safetensors")
        moved = {name for name in before if not torch.equal(before[name], after[name])}
        matrices = {n for n, t in before.items() if ".0." in n and t.ndim == 2}
        last = {n for n in before if f".{LAYERS - 1}." in n}
        if method == "full":
            assert moved == set(before)
        elif method == "lora":
            assert matrices <= moved and all(before[name].ndim == 2 for name in moved)
            assert not [name for name in moved if "embed" in name or "wte" in name]
        else:
            assert moved == last
            assert result.plan.learned == sum(before[name].numel() for name in last)


@pytest.mark.parametrize("method", METHODS)
def test_a_run_cut_in_its_second_epoch_ends_with_the_same_weights(
    work: Workspace, bases: dict[str, Path], method: str
) -> None:
    whole = train(settings("whole", bases["gpt2"], method, epochs=1.3), work)
    half = whole.plan.steps // 2 + 2

    def stop(report: StepReport) -> None:
        if report.step in (2, half):
            os.kill(os.getpid(), signal.SIGTERM)

    asked = settings("cut", bases["gpt2"], method, epochs=1.3)
    with pytest.raises(Interrupted):
        train(asked, work, watcher=Watcher(on_step=stop))
    with pytest.raises(Interrupted):
        train(TrainSettings(name="cut"), work, resume=True, watcher=Watcher(on_step=stop))
    resumed = train(TrainSettings(name="cut"), work, resume=True)
    assert losses(work, "cut") == losses(work, "whole")
    one, other = (r.model.state_dict() for r in (whole, resumed))
    assert all(torch.equal(one[name], other[name]) for name in one)
    assert not list(work.run("cut").glob("tmp*")), "the file of activations is gone"


@pytest.mark.parametrize("kind", KINDS)
def test_kept_activations_change_nothing(
    work: Workspace, bases: dict[str, Path], kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = settings("kept", bases[kind], "top-layers", epochs=1.5, learning_rate=0.002)
    kept = train(asked, work)
    from aurore.training import methods

    monkeypatch.setattr(methods, "fits_the_disk", lambda folder, size: False)
    said = []
    asked = settings("again", bases[kind], "top-layers", epochs=1.5, learning_rate=0.002)
    again = train(asked, work, watcher=Watcher(say=lambda key, **values: said.append(key)))
    assert losses(work, "kept") == pytest.approx(losses(work, "again"), abs=1e-5)
    for name, p in kept.model.named_parameters():
        assert torch.allclose(p, dict(again.model.named_parameters())[name], atol=1e-5)


def test_frozen_layers_see_each_block_once(work: Workspace, bases: dict[str, Path]) -> None:
    from aurore.training.plan import read_texts, start_run
    from aurore.training.top_layers import TopLayers

    train(settings("x", bases["gpt2"], "top-layers", epochs=2.0), work)
    plan = read_plan(work.run("x"))
    texts = read_texts(work, read_reader(bases["gpt2"]))
    run = start_run(plan, texts, work.run("x"))
    assert isinstance(run, TopLayers) and run.store
    calls = []
    run.frozen.layers[0].register_forward_pre_hook(lambda *_: calls.append(1))
    for step in range(2 * len(run.batches)):
        run.backward(step)
    # Passed-over layers still run their hooks, once a pass: only the further calls are real.
    assert len(calls) - 2 * len(run.batches) == len(run.batches.blocks)


def test_the_clock_knows_that_later_epochs_are_faster(
    work: Workspace, bases: dict[str, Path]
) -> None:
    from aurore.training.plan import read_texts, start_run
    from aurore.training.top_layers import TopLayers

    train(settings("x", bases["gpt2"], "top-layers", epochs=3.0), work)
    texts = read_texts(work, read_reader(bases["gpt2"]))
    run = start_run(read_plan(work.run("x")), texts, work.run("x"))
    assert isinstance(run, TopLayers) and 0.3 < run.later_share < 0.9
    epoch = len(run.batches)
    assert run.pace_to_come(epoch / 2, 1.0) == pytest.approx(1.0, abs=0.1)
    seconds = epoch + 100 * run.later_share
    assert seconds / run.pace_to_come(seconds, 1.0) == pytest.approx(epoch + 100, abs=1)
    run.progress.step = epoch
    assert run.pace_to_come(seconds, 1.0) == 1.0


def test_the_loss_curve_is_that_of_plain_pytorch(work: Workspace, bases: dict[str, Path]) -> None:
    from aurore.training.plan import read_texts, start_run

    asked = settings("x", bases["gpt2"], "full", epochs=1.0, learning_rate=0.003)
    result = train(asked, work)
    plan = read_plan(work.run("x"))
    run = start_run(plan, read_texts(work, read_reader(bases["gpt2"])), work.run("x"))
    model = AutoModelForCausalLM.from_pretrained(str(bases["gpt2"])).eval()  # no dropout
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.003, betas=(0.9, 0.95), weight_decay=0)
    reference = []
    for step in range(plan.steps):
        inputs, targets = run.batches.at(step)
        for group in optimizer.param_groups:
            group["lr"] = 0.003 * run.course.rate(step)
        loss = cross_entropy(model(inputs).logits.transpose(1, 2), targets)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP_NORM)
        optimizer.step()
        reference.append(float(loss.detach()))
    assert losses(work, "x") == pytest.approx(reference, abs=1e-5)
    assert result.plan.steps == len(reference) > 10


def test_batches_are_read_in_parts_with_the_same_gradients(
    work: Workspace, bases: dict[str, Path]
) -> None:
    from aurore.training.plan import read_texts, start_run

    train(settings("x", bases["qwen3"], "full"), work)
    plan, texts = read_plan(work.run("x")), read_texts(work, read_reader(bases["qwen3"]))
    runs = [start_run(plan, texts, work.run("x")) for _ in range(2)]
    runs[0].blocks_at_once, runs[1].blocks_at_once = 64, 5
    assert runs[0].backward(0) == pytest.approx(runs[1].backward(0), abs=1e-6)
    for p, q in zip(*(run.model.parameters() for run in runs), strict=True):
        assert torch.allclose(p.grad, q.grad, atol=1e-6)


def test_looking_at_the_base_is_not_taken_for_slow_learning(
    work: Workspace, bases: dict[str, Path]
) -> None:
    from aurore.training.clock import Clock
    from aurore.training.loop import Hooks
    from aurore.training.notices import look_at_base
    from aurore.training.plan import read_texts, start_run

    train(settings("x", bases["gpt2"], "full"), work)
    texts = read_texts(work, read_reader(bases["gpt2"]))
    run = start_run(read_plan(work.run("x")), texts, work.run("x"))
    run.clock = Clock(60.0, started=time.monotonic())

    def slow() -> float:
        time.sleep(0.3)
        return 2.0

    assert look_at_base(run, Hooks(validate=slow), Journal(run.folder)) == 2.0
    assert run.clock.looks[0] >= 0.3
    assert run.clock.seconds_per_step(1) < 0.3


def test_a_rate_that_only_harms_gives_the_base_back(
    work: Workspace, bases: dict[str, Path]
) -> None:
    result = train(settings("x", bases["llama"], "full", learning_rate=5.0), work)
    assert result.best_step == 0
    before = load_file(bases["llama"] / "model.safetensors")
    after = load_file(result.folder / "model" / "model.safetensors")
    assert all(torch.equal(before[name], after[name]) for name in before)


def test_the_run_says_where_it_comes_from(work: Workspace, bases: dict[str, Path]) -> None:
    plans: list[Plan] = []
    result = train(
        settings("x", bases["gpt2"], "lora"), work, watcher=Watcher(on_plan=plans.append)
    )
    assert read_plan(result.folder) == result.plan == plans[0]
    assert result.plan.base and result.plan.base.folder == bases["gpt2"]
    text = (result.folder / "settings.toml").read_text()
    assert f'base = "{bases["gpt2"]}"' in text and 'method = "lora"' in text
    start = next(Journal(result.folder).read())
    assert start["base"] == str(bases["gpt2"]) and start["method"] == "lora"
    assert start["base_sha256"] == result.plan.base.sha256


def test_the_base_keeps_its_tokens_and_learns_its_own_end_of_text(
    work: Workspace, bases: dict[str, Path]
) -> None:
    from aurore.training.plan import read_texts

    result = train(settings("x", bases["gpt2"], "full"), work)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        assert (result.folder / "model" / name).read_bytes() == (bases["gpt2"] / name).read_bytes()
    reader = read_reader(bases["gpt2"])
    texts = read_texts(work, reader)
    assert texts.train[-1] == reader.end and list(texts.train).count(reader.end) == 1
    assert result.model.config.eos_token_id == result.model.generation_config.eos_token_id
    assert result.model.config.eos_token_id == reader.end


def test_the_context_is_the_bases_or_the_smaller_one_asked_for(
    work: Workspace, bases: dict[str, Path]
) -> None:
    for asked, kept in ((None, 48), (4096, 48), (24, 24)):
        result = train(settings(f"c{asked}", bases["llama"], "full", context=asked), work)
        assert result.plan.settings.context == kept
        assert result.model.config.max_position_embeddings == 48


@pytest.mark.parametrize("method", METHODS)
def test_a_base_sees_its_whole_context_from_the_first_step(
    work: Workspace, tmp_path: Path, method: str
) -> None:
    """A network from scratch begins with 64 tokens at once; a base can see more already."""
    from aurore.training.plan import read_texts, start_run

    base = tiny_base(tmp_path / "base", "qwen3", context=128)
    train(settings("x", base, method, batch_size=4, epochs=0.01), work)
    run = start_run(read_plan(work.run("x")), read_texts(work, read_reader(base)), work.run("x"))
    seen = []
    embeddings = run.model.get_input_embeddings()
    embeddings.register_forward_hook(lambda module, inputs, _: seen.append(inputs[0].shape[1]))
    run.backward(0)
    assert set(seen) == {128}


@pytest.mark.parametrize("kind", KINDS)
def test_a_base_corrected_by_lora_writes(
    work: Workspace, bases: dict[str, Path], kind: str
) -> None:
    from aurore.base.settings import GenerateSettings
    from aurore.generation.writer import Writer

    result = train(settings("x", bases[kind], "lora"), work)
    writer = Writer(result.folder / "model", "x")
    written = writer.write("Une fileuse", GenerateSettings(tokens=20, seed=1))
    assert len(written.text) > 10
    again = writer.write("Une fileuse", GenerateSettings(tokens=20, seed=1))
    assert written.text == again.text


def test_a_base_that_changed_is_not_resumed(work: Workspace, tmp_path: Path) -> None:
    base = tiny_base(tmp_path / "base", "gpt2")

    def stop(report: StepReport) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    with pytest.raises(Interrupted):
        train(settings("x", base, "full"), work, watcher=Watcher(on_step=stop))
    config = (base / "config.json").read_text()
    (base / "config.json").write_text(config.replace('"n_head": 2', '"n_head": 4'))
    with pytest.raises(UserError, match="a changé"):
        train(TrainSettings(name="x"), work, resume=True)


def test_the_embedded_model_goes_on(work: Workspace) -> None:
    from aurore.model.choose import AURORE_BASE, embedded_model

    said: list[str] = []
    asked = TrainSettings(name="x", base="embedded", minutes=None, epochs=0.1)
    result = train(asked, work, watcher=Watcher(say=lambda key, **values: said.append(key)))
    assert result.plan.settings.context == 512
    assert result.validation_bits_per_byte < 2.0
    assert "train.base_tokens" in said and "train.base_unknown" not in said
    known = readings_of(embedded_model(AURORE_BASE))
    assert len(known.books) == 286 and known.complete
    assert readings_of(result.folder / "model") == known.and_then({"900001"})


def test_a_base_that_has_read_the_held_out_books_is_told(
    work: Workspace, bases: dict[str, Path], tmp_path: Path
) -> None:
    said: list[tuple[str, object]] = []

    def note(key: str, **values: object) -> None:
        said.append((key, values.get("title") or values.get("titles")))

    base = shutil.copytree(bases["llama"], tmp_path / "read")
    (base / "README.md").write_text("Mesuré sur La cloche de Vauclaire.", encoding="utf-8")
    train(settings("unknown", base, "full"), work, watcher=Watcher(say=note))
    assert ("train.base_mentions", "La Cloche de Vauclaire") in said
    assert ("train.base_unknown", "L’Étang des Fileuses") in said
    said.clear()
    Readings(frozenset({"900003"}), complete=True).write(base)
    train(settings("known", base, "full"), work, watcher=Watcher(say=note))
    assert ("train.base_has_read", "L’Étang des Fileuses") in said
    assert not {"train.base_mentions", "train.base_unknown"} & {key for key, _ in said}


def test_the_work_folders_tokens_are_refused_unless_transferred(
    work: Workspace, bases: dict[str, Path]
) -> None:
    from aurore.tokenizer.bpe import load_tokenizer

    with pytest.raises(UserError, match="charabia") as caught:
        train(settings("x", bases["gpt2"], "full", tokenizer="work"), work)
    assert "--transfer-embeddings" in caught.value.remedy
    assert not work.run("x").exists()
    said: list[str] = []
    asked = settings("x", bases["gpt2"], "full", transfer_embeddings=True, epochs=1.0)
    result = train(asked, work, watcher=Watcher(say=lambda key, **values: said.append(key)))
    assert "train.transferred" in said and "train.base_tokens" not in said
    tokenizer = load_tokenizer(result.folder / "model")
    assert tokenizer.get_vocab() == load_tokenizer(work.tokenizer).get_vocab()
    assert result.model.config.vocab_size == result.plan.vocab_size == 600
    theirs = AutoModelForCausalLM.from_pretrained(str(result.folder / "model"))
    assert theirs.get_input_embeddings().weight.shape[0] == 600
    assert losses(work, "x")[-1] < losses(work, "x")[0]


def test_a_transferred_run_resumes(work: Workspace, bases: dict[str, Path]) -> None:
    asked = settings("x", bases["qwen3"], "full", transfer_embeddings=True, epochs=0.6)
    train(settings("whole", bases["qwen3"], "full", transfer_embeddings=True, epochs=0.6), work)

    def stop(report: StepReport) -> None:
        if report.step == 2:
            os.kill(os.getpid(), signal.SIGTERM)

    with pytest.raises(Interrupted):
        train(asked, work, watcher=Watcher(on_step=stop))
    train(TrainSettings(name="x"), work, resume=True)
    assert losses(work, "x") == losses(work, "whole")


def test_the_same_tokens_may_be_asked_for(work: Workspace, tmp_path: Path) -> None:
    base = tiny_base(tmp_path / "base", "gpt2")
    shutil.copy(base / "tokenizer.json", work.tokenizer / "tokenizer.json")
    train(settings("x", base, "full", tokenizer="work"), work)


def test_the_tokens_of_another_model_are_refused(
    work: Workspace, bases: dict[str, Path], tmp_path: Path
) -> None:
    base = shutil.copytree(bases["gpt2"], tmp_path / "mixed")
    shutil.copy(work.tokenizer / "tokenizer.json", base / "tokenizer.json")
    with pytest.raises(UserError) as caught:
        train(settings("x", base, "full"), work)
    assert caught.value.name == "tokenizer_of_another_model"


def test_a_base_worse_than_chance_is_told(work: Workspace, tmp_path: Path) -> None:
    from safetensors.torch import save_file

    base = tiny_base(tmp_path / "base", "gpt2")
    tensors = load_file(base / "model.safetensors")
    tensors["transformer.wte.weight"] *= 40  # sure of itself, and wrong
    save_file(tensors, base / "model.safetensors", {"format": "pt"})
    said: list[str] = []
    train(settings("x", base, "full"), work, watcher=Watcher(say=lambda key, **_: said.append(key)))
    assert "train.base_knows_nothing" in said


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"method": "lora"}, "method_without_base"),
        ({"transfer_embeddings": True}, "transfer_without_base"),
        ({"tokenizer": "base"}, "tokenizer_without_base"),
        ({"base": "embedded", "size": "petite"}, "size_of_a_base"),
        ({"base": "embedded", "method": "magie"}, "bad_choice"),
        ({"base": "embedded", "tokenizer": "autre"}, "bad_choice"),
    ],
)
def test_what_makes_no_sense_together_is_refused(values: dict[str, object], error: str) -> None:
    with pytest.raises(UserError) as caught:
        TrainSettings(**values)  # type: ignore[arg-type]
    assert caught.value.name == error


def test_a_single_layer_has_no_top(work: Workspace, tmp_path: Path) -> None:
    from transformers import GPT2Config, GPT2LMHeadModel

    base = tiny_base(tmp_path / "base", "gpt2")
    config = GPT2Config(n_layer=1, n_embd=32, n_head=2, n_positions=48, vocab_size=300,
                        bos_token_id=0, eos_token_id=0)  # fmt: skip
    GPT2LMHeadModel(config).save_pretrained(str(base))
    with pytest.raises(UserError, match="top-layers"):
        train(settings("x", base, "top-layers"), work)
    assert not work.run("x").exists()
