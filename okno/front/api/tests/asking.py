"""How the tests ask the programs' door, and how it refuses."""

import json


def post(client, path, body=None, **headers):
    """An act, with a body in JSON."""
    return client.post(
        f"/api/v1{path}", json.dumps(body or {}), content_type="application/json", headers=headers
    )


def get(client, path, query=None, **headers):
    """A question."""
    return client.get(f"/api/v1{path}", query or {}, headers=headers)


def refused(answer, status, code):
    """It is refused so, as a problem."""
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content
    assert answer["Content-Type"] == "application/problem+json"
