"""The examples for clusters are read by those who will read them, and the large base is learned."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch
import yaml
from safetensors.torch import load_file

from aurore.base.workspace import Workspace
from aurore.cli.main import run
from aurore.training.journal import Journal
from tiny import tiny_base

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
SLURM = ("train.slurm", "large_base.slurm")
SKY = ("train.sky.yaml", "large_base.sky.yaml")
LAUNCHERS = ("accelerate.yaml", "fsdp.yaml")


@pytest.mark.parametrize("name", SLURM)
def test_a_slurm_script_is_bash(name: str) -> None:
    done = subprocess.run(["bash", "-n", str(DEPLOY / name)], capture_output=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", SKY)
def test_what_sky_runs_is_bash_and_its_keys_are_those_of_a_task(name: str) -> None:
    task = yaml.safe_load((DEPLOY / name).read_text())
    keys = {"name", "num_nodes", "resources", "envs", "workdir", "file_mounts", "setup", "run"}
    assert set(task) <= keys
    done = subprocess.run(["bash", "-n"], input=task["run"].encode(), capture_output=True)
    assert done.returncode == 0, done.stderr


def test_the_options_of_the_large_base_are_those_it_has() -> None:
    pytest.importorskip("accelerate")
    done = subprocess.run(
        [sys.executable, str(DEPLOY / "large_base.py"), "--help"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    for name in ("large_base.slurm", "large_base.sky.yaml"):
        _, _, line = (DEPLOY / name).read_text().rpartition("deploy/large_base.py ")
        asked = [word for word in line.split() if word.startswith("--")]
        assert asked and all(option in done.stdout for option in asked)


def as_launched(name: str) -> dict[str, str]:
    """The environment that `accelerate launch --config_file` gives its processes."""
    launch = pytest.importorskip("accelerate.commands.launch")
    from accelerate.utils.launch import prepare_multi_gpu_env

    parser = launch.launch_command_parser()
    told = ["--config_file", str(DEPLOY / name), "--main_process_port", "0", "large_base.py"]
    asked, *_ = launch._validate_launch_command(parser.parse_args(told))
    assert asked.num_processes == 2
    found: dict[str, str] = prepare_multi_gpu_env(asked)
    return {key: value for key, value in found.items() if key.startswith(("ACCELERATE", "FSDP"))}


@pytest.mark.parametrize("name", LAUNCHERS)
def test_accelerate_reads_its_configuration(name: str) -> None:
    loader = pytest.importorskip("accelerate.commands.config.config_args")
    assert loader.load_config_from_file(str(DEPLOY / name)).num_processes == 2
    told = as_launched(name)
    assert (told.get("ACCELERATE_USE_FSDP") == "true") == (name == "fsdp.yaml")


def learn_the_large_base(work: Path, name: str, base: Path, processes: int, **more: str) -> str:
    launcher = [sys.executable]
    if processes > 1:
        launcher += ["-m", "torch.distributed.run", "--nproc-per-node", str(processes), "--"]
    command = [*launcher, str(DEPLOY / "large_base.py"), "--work", str(work), "--base", str(base),
               "--run", name, "--epochs", "0.2", "--batch-size", "16"]  # fmt: skip
    environment = os.environ | {"ACCELERATE_USE_CPU": "true", "OMP_NUM_THREADS": "1"} | more
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=900)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.timeout(1200)
@pytest.mark.slow  # starts torch and transformers three times: 190 s at a load of 9
def test_shared_out_over_two_processes_a_base_learns_what_it_learns_in_one(
    prepared: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    work = Workspace(tmp_path / "work")
    shutil.copytree(prepared.root, work.root)
    base = tiny_base(tmp_path / "petit", "qwen3")
    shared = as_launched("fsdp.yaml") | {"ACCELERATE_MIXED_PRECISION": "no"}
    learn_the_large_base(work.root, "one", base, 1)
    said = learn_the_large_base(work.root, "two", base, 2, **shared)
    held, _, whole, *_ = said.split()  # « 7 of 14 weights in the first process »
    assert int(held) <= 0.51 * int(whole)

    losses = [
        [event["loss"] for event in Journal(work.run(name)).read()] for name in ("one", "two")
    ]
    assert len(losses[0]) > 3 and losses[1] == pytest.approx(losses[0], abs=1e-4)
    one, two = (load_file(work.run(name) / "model" / "model.safetensors") for name in
                ("one", "two"))  # fmt: skip
    assert one.keys() == two.keys()
    assert all(torch.allclose(one[key], two[key], atol=1e-4) for key in one)
    assert run(["evaluate", "--run", "two", "--work", str(work.root), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["scores"]["model"]["bits_per_byte"] > 0
