"""The OpenAPI document as people read it: each operation with its fields in rows and a call to copy. Pure."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Schema = dict[str, Any]
_SAMPLES: dict[str, object] = {
    "slug": "tverskoy",
    "token": "TOKEN",
    "service": "passport-age",
    "counter": 1,
    "ticket": 1,
    "subscription": 1,
}


@dataclass(frozen=True)
class Row:
    """A parameter or a field. `type` is JSON's own word; `default` is JSON, "" for none."""

    name: str
    type: str
    required: bool
    text: str
    default: str = ""
    place: str = ""


@dataclass(frozen=True)
class Reading:
    """An operation. `callers` are kinds of devices; empty when everybody may call."""

    id: str
    method: str
    path: str
    text: str
    callers: list[str]
    parameters: list[Row]
    body: list[Row]
    body_required: bool
    status: str
    answer: list[Row]
    many: bool
    problems: list[str]
    example: str


def readings(document: Schema, origin: str) -> list[Reading]:
    """Every operation of the document, in its order; `origin` is where the examples call."""
    return [
        _reading(document, method, path, operation, origin)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def problem_rows(document: Schema) -> list[Row]:
    """The fields of a problem."""
    return list(_rows(document, document["components"]["schemas"]["Problem"]))


def _reading(document: Schema, method: str, path: str, operation: Schema, origin: str) -> Reading:
    asked = operation.get("requestBody", {})
    body = list(_rows(document, _content(asked)))
    statuses = operation["responses"]
    done = next(status for status in map(str, statuses) if status < "400")
    given = _content(statuses[_key(statuses, done)])
    many = given.get("type") == "array"
    return Reading(
        id=operation["operationId"].rpartition("_api_")[2].replace("_", "-"),
        method=method.upper(),
        path=path,
        text=operation.get("description", ""),
        callers=operation.get("x-callers", []),
        parameters=[_parameter(each) for each in operation["parameters"]],
        body=body,
        body_required=asked.get("required", False),
        status=done,
        answer=list(_rows(document, given["items"] if many else given)),
        many=many,
        problems=[status for status in map(str, statuses) if status >= "400"],
        example=_example(method, path, operation, body, origin),
    )


def _key(statuses: dict[Any, Any], status: str) -> Any:
    return next(key for key in statuses if str(key) == status)


def _content(part: Schema) -> Schema:
    found: Schema = part.get("content", {}).get("application/json", {}).get("schema", {})
    return found


def _parameter(given: Schema) -> Row:
    return Row(
        given["name"],
        _type(given["schema"]),
        bool(given.get("required")),
        given.get("description", ""),
        _default(given["schema"]),
        given["in"],
    )


def _rows(document: Schema, schema: Schema, before: str = "") -> Iterator[Row]:
    """The fields; those of an object inside another under its name and a dot, of a list's with []."""
    schema = _resolved(document, schema)
    required = schema.get("required", [])
    for name, field in schema.get("properties", {}).items():
        if "$ref" in field:
            yield from _rows(document, field, f"{before}{name}.")
            continue
        yield Row(
            before + name,
            _type(field),
            name in required,
            field.get("description", ""),
            _default(field),
        )
        if "$ref" in field.get("items", {}):
            yield from _rows(document, field["items"], f"{before}{name}[].")


def _resolved(document: Schema, schema: Schema) -> Schema:
    for choice in schema.get("anyOf", []):
        if choice.get("type") != "null":
            schema = choice
    if "$ref" in schema:
        found: Schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return found
    return schema


def _type(schema: Schema) -> str:
    if "anyOf" in schema:
        return " | ".join(_type(choice) for choice in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(f'"{value}"' for value in schema["enum"])
    if schema.get("type") == "array":
        return f"{_type(schema['items'])}[]"
    words = [schema.get("type", "object")]
    if "format" in schema:
        words.append(schema["format"])
    if "maxLength" in schema:
        words.append(f"≤ {schema['maxLength']}")
    if "minimum" in schema and schema.get("maximum", 2**31) < 2**31 - 1:
        words.append(f"{schema['minimum']}–{schema['maximum']}")
    return ", ".join(words)


def _default(schema: Schema) -> str:
    found = schema.get("default")
    return "" if found in (None, "", [], {}) else json.dumps(found)


def _example(method: str, path: str, operation: Schema, body: list[Row], origin: str) -> str:
    for name, value in _SAMPLES.items():
        path = path.replace(f"{{{name}}}", str(value))
    words = [f"curl {origin}{path}"]
    if method != "get":
        words[0] = f"curl -X {method.upper()} {origin}{path}"
    if operation.get("x-callers"):
        words.append('-H "Authorization: Bearer $TOKEN"')
    if method == "post":
        words.append('-H "Idempotency-Key: $(uuidgen)"')
    if body:
        sent = {row.name: _sample(row) for row in body if row.required or row.default}
        words += ['-H "Content-Type: application/json"', f"-d '{json.dumps(sent)}'"]
    return " \\\n  ".join(words)


def _sample(row: Row) -> object:
    return json.loads(row.default) if row.default else _SAMPLES.get(row.name, "")
