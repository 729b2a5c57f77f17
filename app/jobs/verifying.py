"""The whole audit log is walked each night; what does not hold is told to those who must know."""

from pathlib import Path

from flask import current_app
from sqlalchemy import Connection

from app.config import Config
from app.core import notices, outbox
from app.core.audit import SecurityEvent
from app.core.audit.head import Head, read
from app.core.audit.verify import Report, verify
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.translating import in_language
from app.core.words import N_
from app.identity import queries
from app.identity.models import User
from app.identity.roles import Role

BROKEN = N_("The audit log does not hold at number %(number)s.")
SUBJECT = N_("Sekisho: the audit log does not hold")
ADVICE = N_(
    "Change nothing on the server. Run `flask audit verify` there, keep its output and a copy of the "
    "database, and compare with the last backup."
)


class LogBroken(RuntimeError):
    """The job that found it counts as failed, so that it stands out among the jobs as well."""


def heads_outside(config: Config, *more: Path) -> list[Head]:
    """Read before the walk begins: the log may only be longer than they say."""
    paths = [config.head, *([config.head_export] if config.head_export else []), *more]
    return [head for head in map(read, paths) if head is not None]


def walk(heads: list[Head]) -> Report:
    """In a transaction of its own which sees the log as it stands now, whoever goes on writing."""
    with db.scope():
        return verify(_still_picture(), heads)


def _still_picture() -> Connection:
    # SQLite's reading transaction is one already.
    options = {} if db.is_sqlite else {"isolation_level": "REPEATABLE READ"}
    return db.session.connection(execution_options=options)


def verify_nightly(ctx: Context) -> str:
    report = walk(heads_outside(current_app.extensions["sekisho"]))
    if report.is_whole:
        return str(report.last)
    with db.scope(writes=True):
        detail = f"{report.broken_at}: {report.problem}"
        db.session.add(SecurityEvent(at=ctx.at, kind="audit:broken", user_id=None, address="", detail=detail))
        for person in _told(ctx):
            _tell(ctx, person, str(report.broken_at))
        db.session.commit()
    raise LogBroken(report.problem)


def _told(ctx: Context) -> list[User]:
    day = day_of(ctx.at)
    found = [*queries.holders_of(Role.ADMINISTRATOR, day), *queries.holders_of(Role.AUDITOR, day)]
    return list({person.id: person for person in found}.values())


def _tell(ctx: Context, person: User, number: str) -> None:
    notices.post(ctx, person.id, BROKEN, number=number)
    with in_language(person.language) as translate:
        outbox.send(
            ctx, user_id=person.id, address=person.email, subject=translate(SUBJECT),
            body=f"{translate(BROKEN, number=number)}\n\n{translate(ADVICE)}\n",
        )  # fmt: skip
