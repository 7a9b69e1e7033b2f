"""llama.cpp itself, in this process: the engine that a GGUF file is written for."""

import json
import urllib.request
from pathlib import Path
from typing import Any

import xllamacpp


class LlamaCpp:
    """A GGUF file, opened. One thread: two would wait awake for each other."""

    def __init__(self, file: Path, context: int) -> None:
        wanted = xllamacpp.CommonParams()
        wanted.model.path = str(file)
        wanted.n_ctx, wanted.n_parallel, wanted.n_gpu_layers = context, 1, 0
        wanted.cpuparams.n_threads = wanted.cpuparams_batch.n_threads = 1
        wanted.warmup = wanted.fit_params = False
        wanted.verbosity = -1
        # Its memory in single precision, as that of transformers.
        wanted.cache_type_k = wanted.cache_type_v = xllamacpp.ggml_type.GGML_TYPE_F32
        self._server = xllamacpp.Server(wanted)

    def tokens(self, text: str) -> list[int]:
        """How it cuts a text."""
        asked = urllib.request.Request(
            f"{self._server.listening_address}/tokenize",
            json.dumps({"content": text, "add_special": True}).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return json.load(answer)["tokens"]

    def log_probabilities(self, prompt: list[int], count: int) -> dict[int, float]:
        """ln p of what may follow, by token.

        A whole letter is made to follow, since nothing is answered after half a letter; what is
        told of the others is what the network said before.
        """
        letter = self.tokens("a")[0]
        bias = {"logit_bias": [[letter, 1000.0]]}
        answer = self._complete(prompt, n_predict=1, logprobs=count, **bias)
        first = answer["choices"][0]["logprobs"]["content"][0]
        return {one["id"]: one["logprob"] for one in first["top_logprobs"]}

    def greedy(self, prompt: str, tokens: int) -> str:
        """The text that always takes the likeliest token."""
        return self._complete(prompt, n_predict=tokens)["choices"][0]["text"]

    def _complete(self, prompt: str | list[int], **more: Any) -> dict[str, Any]:
        asked = {"prompt": prompt, "samplers": ["top_k"], "top_k": 1, "cache_prompt": False}
        answer: dict[str, Any] = self._server.handle_completions(asked | more)
        return answer
