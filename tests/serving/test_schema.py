"""Whatever the OpenAPI document allows, or nearly, the server answers without failing."""

import os
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from aurore.base.settings import ServeSettings
from aurore.generation.writer import Writer
from aurore.serving.app import create_app

EXAMPLES = 300 if os.environ.get("AURORE_SOAK") else 15
SHORT = {"tokens": 8, "max_tokens": 8, "n": 2}  # this is not about writing


@pytest.fixture(scope="module")
def api(model: Path) -> Any:
    """The document of a real application, tried through WSGI."""
    app = create_app(ServeSettings(), lambda: Writer(model, "essai"))
    app.extensions["aurore"].warm()
    return schemathesis.openapi.from_wsgi("/openapi.json", app)


@pytest.mark.parametrize(
    "mode", [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE]
)
def test_whatever_the_document_allows_is_answered(api: Any, mode: Any) -> None:
    operations = [found.ok() for found in api.get_all_operations()]
    if mode is schemathesis.GenerationMode.NEGATIVE:  # a route without a body has nothing to spoil
        operations = [operation for operation in operations if operation.body]
    assert len(operations) > 5
    for operation in operations:

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
        def answered(case: Any) -> None:
            if isinstance(case.body, dict):
                for name, most in SHORT.items():
                    if isinstance(case.body.get(name), int):
                        case.body[name] = min(case.body[name], most)
            answer = case.call()
            assert answer.status_code < 500, (case.body, answer.text)

        answered()
