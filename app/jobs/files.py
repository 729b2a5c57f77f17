"""Each night every file is compared with its row and its SHA-256; uploads that nobody saved go after a day."""

from app.core import notices
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.files import tending
from app.core.words import N_
from app.identity import queries
from app.identity.roles import Role

FAULTY = N_("%(count)s files are missing or damaged. Run `flask files verify` on the server; it names them.")
MOST_NOTED = 50


class FilesDamaged(RuntimeError):
    """The job that found it counts as failed, so that it stands out among the jobs as well."""


def verify_nightly(ctx: Context) -> str:
    seen = tending.verify()
    if seen.is_whole:
        return str(seen.files)
    with db.scope(writes=True):
        for fault in seen.faults[:MOST_NOTED]:
            tending.note_damage(ctx, fault.file_id, fault.why)
        for person in queries.holders_of(Role.ADMINISTRATOR, day_of(ctx.at)):
            notices.post(ctx, person.id, FAULTY, count=str(len(seen.faults)))
        db.session.commit()
    raise FilesDamaged(f"{len(seen.faults)} files")


def sweep(ctx: Context) -> str:
    return str(tending.sweep(ctx.at))
