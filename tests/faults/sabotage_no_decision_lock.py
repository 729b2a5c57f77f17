"""Sabotage: what was decided before is neither locked nor looked at, in the approval and in what it gives."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from app.core.db import db
from app.identity.models import Grant, GrantState
from app.identity.services.grants import GIVE_GRANT
from app.subscriptions import EXECUTORS
from app.work.services import deciding


def install() -> None:
    give = EXECUTORS[GIVE_GRANT]

    def give_again(ctx: Any, grant_id: UUID) -> None:
        db.session.get_one(Grant, grant_id).state = GrantState.REQUESTED
        give.approve(ctx, grant_id)

    deciding._take = lambda *_: None
    EXECUTORS[GIVE_GRANT] = replace(give, approve=give_again)  # type: ignore[index]
