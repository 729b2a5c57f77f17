"""The chains: checked again when something changed in them and every night; consents that run out come back."""

from app.core.context import Context
from app.register.services import checking
from app.register.services.reminding import remind_of_consents


def has_changed(ctx: Context) -> bool:
    return checking.has_changed(ctx)


def check_changed(ctx: Context) -> str:
    return str(checking.refresh_changed(ctx))


def check_all(ctx: Context) -> str:
    return str(checking.refresh_all(ctx))


def remind(ctx: Context) -> str:
    return str(remind_of_consents(ctx))


__all__ = ["check_all", "check_changed", "has_changed", "remind"]
