"""The number beside ホーム: cheap on every page, and right after each act."""

from app.core.db import db
from app.identity.roles import Role
from app.work import services, waiting
from app.work.models import Task


def open_one(ctx, owner_id):
    task = services.open_task(
        ctx, source_type="unit", source_id=owner_id, message="Choose an owner", params={}, owner_id=owner_id,
        due_on=None,
    )  # fmt: skip
    db.session.commit()
    return task


def test_the_count_is_kept_between_acts_and_taken_anew_after_each(session, ctx_of, count_queries):
    ctx = ctx_of(Role.VENDOR_MANAGER)
    before = waiting.count(ctx)
    count_queries.sent.clear()
    assert waiting.count(ctx) == before
    assert len(count_queries) == 0
    task = open_one(ctx, ctx.actor_id)
    assert isinstance(task, Task)
    assert waiting.count(ctx) == before + 1
    services.complete_task(ctx, task)
    db.session.commit()
    assert waiting.count(ctx) == before


def test_what_other_processes_did_shows_within_seconds(session, ctx_of, count_queries, monkeypatch):
    ctx = ctx_of(Role.VENDOR_MANAGER)
    waiting.count(ctx)
    monkeypatch.setattr(waiting, "KEPT_SECONDS", -1.0)
    count_queries.sent.clear()
    waiting.count(ctx)
    assert len(count_queries) > 0
