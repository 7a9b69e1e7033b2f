"""The API's reference as a page of ours, made from the OpenAPI document: nothing is fetched."""

import json
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app, render_template
from flask_openapi.openapi import OpenAPI

reference = Blueprint("reference", __name__)


@dataclass(frozen=True)
class Operation:
    """A route, as the page shows it."""

    method: str
    path: str
    title: str
    about: str
    fields: list[dict[str, str]]
    example: str


@reference.get("/api/docs")
def show() -> str:
    """The page."""
    assert isinstance(current_app, OpenAPI)
    return render_template("reference.html", operations=operations(current_app.api_doc))


def operations(document: dict[str, Any]) -> list[Operation]:
    """Every route of a document, by path."""
    return [
        _operation(document, path, method, described)
        for path, methods in sorted(document["paths"].items())
        for method, described in methods.items()
    ]


def _operation(
    document: dict[str, Any], path: str, method: str, described: dict[str, Any]
) -> Operation:
    schema: dict[str, Any] = {}
    if "requestBody" in described:
        content = described["requestBody"]["content"]["application/json"]["schema"]
        schema = _resolved(document, content)
    properties = schema.get("properties", {})
    return Operation(
        method=method.upper(),
        path=path,
        title=described.get("summary", ""),
        about=described.get("description", ""),
        fields=[_field(name, field, schema) for name, field in properties.items()],
        example=_example(schema),
    )


def _resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in schema:
        return schema
    found: dict[str, Any] = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found


def _field(name: str, field: dict[str, Any], schema: dict[str, Any]) -> dict[str, str]:
    kinds = [kind.get("type", "") for kind in field.get("anyOf", [field])]
    bounds = [f"{sign} {field[key]}" for key, sign in BOUNDS.items() if key in field]
    needed = name in schema.get("required", [])
    return {
        "name": name,
        "kind": ", ".join(filter(None, [" / ".join(filter(None, kinds)), *bounds])),
        "default": "" if needed else json.dumps(field.get("default"), ensure_ascii=False),
        "about": field.get("description", ""),
    }


BOUNDS = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤", "exclusiveMaximum": "<"}


def _example(schema: dict[str, Any]) -> str:
    """A body that works: the schema's own example, or its fields'."""
    if not schema:
        return ""
    own = schema.get("examples")
    if own:
        return json.dumps(own[0], ensure_ascii=False)
    fields = schema.get("properties", {}).items()
    found = {name: field["examples"][0] for name, field in fields if "examples" in field}
    return json.dumps(found, ensure_ascii=False) if found else ""
