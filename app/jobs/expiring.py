"""What has served its time goes: each kind by the rule of its own module."""

from datetime import timedelta

from flask import current_app

from app.config import Config
from app.core import drafts, idempotency, jobs, notices, outbox
from app.core.context import Context
from app.exchange.services import answer_imports, foreign_forms, reference_imports, staging
from app.identity import services as identity
from app.work import services as work

IMPORTS_KEPT = timedelta(days=30)
RUNS_KEPT = timedelta(days=90)
NOTICES_KEPT = timedelta(days=90)
MAILS_KEPT = timedelta(days=30)


def expire_sessions(ctx: Context) -> str:
    config: Config = current_app.extensions["sekisho"]
    idle, absolute = timedelta(minutes=config.idle_minutes), timedelta(hours=config.absolute_hours)
    return _said(identity.expire_records(ctx.at, idle, absolute))


def expire_approvals(ctx: Context) -> str:
    """Nobody decided in time: the request is closed, and whoever made it may ask again."""
    return str(work.expire_due(ctx))


def expire_records(ctx: Context) -> str:
    return _said(
        {
            "idempotency_keys": idempotency.expire(ctx.at),
            "drafts": drafts.expire(ctx.at),
            "notices": notices.expire(ctx.at - NOTICES_KEPT),
            "imports": staging.expire(ctx.at - IMPORTS_KEPT),
            "answer_imports": answer_imports.expire(ctx.at - IMPORTS_KEPT),
            "reference_imports": reference_imports.expire(ctx.at - IMPORTS_KEPT),
            "foreign_forms": foreign_forms.expire(ctx.at - IMPORTS_KEPT),
            "mails": outbox.expire(ctx.at - MAILS_KEPT),
            "job_runs": jobs.expire(ctx.at - RUNS_KEPT),
        }
    )


def _said(counts: dict[str, int]) -> str:
    return " ".join(f"{name}={count}" for name, count in counts.items())
