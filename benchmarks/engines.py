"""The engines that can write with a model, each as `write(texts, tokens)`, texts at once."""

import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from aurore.base.settings import GenerateSettings
from aurore.generation.engine import Engine
from aurore.generation.texts import Request
from aurore.release.gguf_file import FILE, export_gguf

Write = Callable[[int, int], None]
SETTINGS = GenerateSettings()  # temperature, top-k and top-p of `aurore generate`
THREADS = 2


def prompt(number: int) -> list[int]:
    """Twenty tokens, others for each text."""
    return [5 + (7 * number + 13 * place) % 200 for place in range(20)]


def aurore(model: Path) -> Write:
    """Ours."""
    engine = Engine(model)

    def write(texts: int, tokens: int) -> None:
        requests = [Request(prompt(n), SETTINGS, n, tokens) for n in range(texts)]
        for stream in [engine.submit(request) for request in requests]:
            assert len(list(stream)) > 0

    return write


def transformers_generate(model: Path, compiled: bool = False) -> Write:
    """`model.generate`, which is what `pipeline("text-generation")` calls."""
    import torch
    from transformers import AutoModelForCausalLM

    torch.set_num_threads(THREADS)
    network = AutoModelForCausalLM.from_pretrained(model, dtype=torch.float32).eval()
    if compiled:
        network.forward = torch.compile(network.forward, dynamic=True)

    def write(texts: int, tokens: int) -> None:
        with torch.no_grad():
            network.generate(
                torch.tensor([prompt(n) for n in range(texts)]),
                max_new_tokens=tokens,
                min_new_tokens=tokens,
                do_sample=True,
                temperature=SETTINGS.temperature,
                top_k=SETTINGS.top_k,
                top_p=SETTINGS.top_p,
                pad_token_id=0,
                **({"cache_implementation": "static"} if compiled else {}),
            )

    return write


def pipeline_call(model: Path) -> Write:
    """One call of the pipeline for each text, as the first workshop's code did."""
    import torch
    from transformers import AutoTokenizer, pipeline

    torch.set_num_threads(THREADS)
    tokenizer = AutoTokenizer.from_pretrained(model)
    pipe = pipeline("text-generation", model=str(model), tokenizer=tokenizer, device=-1)

    def write(texts: int, tokens: int) -> None:
        for _ in range(texts):
            pipe(
                "Cette jeune femme était assise",
                max_new_tokens=tokens,
                min_new_tokens=tokens,
                do_sample=True,
                temperature=SETTINGS.temperature,
                top_k=SETTINGS.top_k,
                top_p=SETTINGS.top_p,
                pad_token_id=0,
            )

    return write


def llama_cpp(model: Path) -> Write:
    """llama.cpp's own server, inside this process, without HTTP; 32 texts at once."""
    import xllamacpp

    folder = Path(tempfile.mkdtemp()) / "gguf"
    export_gguf(model, folder, "int8")
    settings = xllamacpp.CommonParams()
    settings.model.path = str(folder / FILE)
    settings.n_parallel, settings.n_ctx, settings.verbosity = 32, 32 * 256, -1
    settings.cpuparams.n_threads = settings.cpuparams_batch.n_threads = THREADS
    settings.cache_prompt = False
    server = xllamacpp.Server(settings)

    def one(number: int, tokens: int) -> None:
        answer = server.handle_completions(
            {
                "prompt": prompt(number),
                "n_predict": tokens,
                "max_tokens": tokens,
                "ignore_eos": True,
                "seed": number,
                "temperature": SETTINGS.temperature,
                "top_k": SETTINGS.top_k,
                "top_p": SETTINGS.top_p,
                "min_p": 0.0,
                "samplers": ["top_k", "top_p", "temperature"],
                "cache_prompt": False,
            }
        )
        assert answer["usage"]["completion_tokens"] == tokens, answer

    def write(texts: int, tokens: int) -> None:
        threads = [threading.Thread(target=one, args=(n, tokens)) for n in range(texts)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    return write


def ctranslate2_batch(model: Path) -> Write:
    """CTranslate2 in eight bits: all texts begin together, with one seed."""
    import ctranslate2
    from ctranslate2.converters import TransformersConverter

    folder = Path(tempfile.mkdtemp()) / "ct2"
    TransformersConverter(str(model)).convert(str(folder), quantization="int8")
    generator = ctranslate2.Generator(str(folder), intra_threads=THREADS)
    import json

    names = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))

    def write(texts: int, tokens: int) -> None:
        generator.generate_batch(
            [[names[i] for i in prompt(n)] for n in range(texts)],
            max_length=tokens,
            min_length=tokens,
            sampling_topk=SETTINGS.top_k,
            sampling_topp=SETTINGS.top_p,
            sampling_temperature=SETTINGS.temperature,
            include_prompt_in_result=False,
        )

    return write


ENGINES: dict[str, Callable[[Path], Write]] = {
    "Aurore (ONNX Runtime, int8)": aurore,
    "transformers pipeline, a call a text": pipeline_call,
    "transformers generate, a batch": transformers_generate,
    "transformers generate, compiled": lambda model: transformers_generate(model, compiled=True),
    "CTranslate2 int8, a batch": ctranslate2_batch,
    "llama.cpp Q8_0": llama_cpp,
}
