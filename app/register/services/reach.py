"""Whose engagements an act may touch."""

from uuid import UUID

from app.core.context import Context
from app.register.permissions import RegisterPermission as P


def may(ctx: Context, permission: P, unit_id: UUID) -> bool:
    """Jobs and commands at the server have no units; whoever starts them is trusted with all."""
    return ctx.actor_id is None or ctx.may(permission, unit_id)
