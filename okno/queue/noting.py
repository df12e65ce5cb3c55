"""The part of a statement that appends to the journal."""


def noted(name: str, payload: str, source: str = "moved", where: str = "true") -> str:
    """One fact per row of `source`."""
    return (
        "insert into base_event (at, name, centre_id, subject, by, payload)"
        f" select %(at)s, '{name}', centre_id, 'ticket:' || id, %(by)s, {payload}"
        f" from {source} where {where}"
    )


def payload(**fields: str) -> str:
    """The ticket's label and these fields, as jsonb."""
    parts = ", ".join(f"'{key}', {value}" for key, value in fields.items())
    return f"jsonb_build_object('ticket', letter || number, {parts})"
