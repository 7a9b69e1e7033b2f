"""The examples for clusters are read by those who will read them."""

import subprocess
from pathlib import Path

import pytest
import yaml

DEPLOY = Path(__file__).parents[1] / "deploy"


def test_the_slurm_script_is_bash() -> None:
    done = subprocess.run(["bash", "-n", str(DEPLOY / "train.slurm")], capture_output=True)
    assert done.returncode == 0, done.stderr


def test_what_sky_runs_is_bash_and_its_keys_are_those_of_a_task() -> None:
    task = yaml.safe_load((DEPLOY / "train.sky.yaml").read_text())
    keys = {"name", "num_nodes", "resources", "workdir", "file_mounts", "setup", "run"}
    assert set(task) <= keys
    done = subprocess.run(["bash", "-n"], input=task["run"].encode(), capture_output=True)
    assert done.returncode == 0, done.stderr


def test_accelerate_reads_its_configuration() -> None:
    loader = pytest.importorskip("accelerate.commands.config.config_args")
    config = loader.load_config_from_file(str(DEPLOY / "accelerate.yaml"))
    assert config.num_processes == 2
