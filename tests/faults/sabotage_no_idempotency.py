"""Sabotage: a form that is sent twice acts twice."""

from app.core import idempotency


def install() -> None:
    idempotency.begin = lambda *_: None
