"""Prompt ids in, token ids out, one at a time. The engine knows nothing of text.

CTranslate2 seeds its dice once per worker thread; so each text gets a generator of its own,
opened under a lock (about 10 ms for 1.2 M weights, measured: docs/LOG.md). That is what
makes « same seed, same text » hold whatever was written before.
"""

import json
import threading
from collections.abc import Generator, Iterator
from pathlib import Path

import ctranslate2

from aurore.base.settings import GenerateSettings
from aurore.generation.conversion import PRECISION, converted, read_config

_one_at_a_time = threading.Lock()


class Engine:
    """A model ready to continue ids."""

    def __init__(self, model: Path, precision: str = PRECISION) -> None:
        folder = converted(model, precision)
        config = read_config(model)
        self.context: int = config.get("max_position_embeddings") or config["n_positions"]
        self._end: int = config["eos_token_id"]
        self._precision = precision
        self._files = {path.name: path.read_bytes() for path in folder.iterdir()}
        self._tokens: list[str] = json.loads(self._files["vocabulary.json"])

    def stream(self, prompt_ids: list[int], settings: GenerateSettings, seed: int) -> Iterator[int]:
        """Ids after the prompt. The caller stops when it has enough.

        Beyond the context the window slides: the network then sees the last half of it only.
        The stream ends by itself where the network ends the book.
        """
        with _one_at_a_time:
            ctranslate2.set_random_seed(seed)
            generator = self._open()
            ids = list(prompt_ids)
            ended = False
            while not ended:
                seen = ids[-(self.context // 2) :]
                ended = yield from self._fill_window(generator, seen, ids, settings)

    def _fill_window(
        self,
        generator: ctranslate2.Generator,
        seen: list[int],
        ids: list[int],
        settings: GenerateSettings,
    ) -> Generator[int, None, bool]:
        """Yields ids until the context is full, adding them to `ids`.

        Returns:
            Whether the network ended the text.
        """
        room = self.context - len(seen)
        steps = generator.generate_tokens(
            [self._tokens[i] for i in seen],
            max_length=room,
            sampling_topk=1 if settings.temperature == 0 else self._choices(settings.top_k),
            sampling_topp=settings.top_p,
            sampling_temperature=settings.temperature or 1.0,
        )
        written = 0
        for step in steps:
            if step.token_id == self._end:
                return True
            written += 1
            ids.append(step.token_id)
            yield step.token_id
        return written < room

    def _choices(self, top_k: int) -> int:
        """CTranslate2 refuses more choices than there are tokens."""
        return min(top_k, len(self._tokens))

    def log_probabilities(self, ids: list[int]) -> list[float]:
        """ln p(ids[i] | ids[:i]) for i ≥ 1: what the engine thinks of a text (for tests)."""
        generator = self._open()
        result = generator.score_batch([[self._tokens[i] for i in ids]])[0]
        return [float(value) for value in result.log_probs]

    def _open(self) -> ctranslate2.Generator:
        return ctranslate2.Generator(
            "aurore", compute_type=self._precision, files=dict(self._files)
        )
