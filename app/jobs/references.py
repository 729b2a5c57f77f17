"""Versions of references that a provider published or withdrew are announced for them."""

from app.core.context import Context
from app.references.services import announcing


def are_waiting(_ctx: Context) -> bool:
    return bool(announcing.waiting() or announcing.waiting_withdrawals())


def announce(ctx: Context) -> str:
    return str(announcing.tell_all(ctx))
