"""Workbooks to respondents without the portal: made in a reading transaction, stored outside of any, then sent."""

from io import BytesIO

from app.core.context import Context
from app.core.db import db
from app.core.files.keeping import MEGABYTE, keep
from app.exchange.services import answer_mails

MOST = 20 * MEGABYTE


def are_waiting(_ctx: Context) -> bool:
    return bool(answer_mails.waiting(limit=1))


def mail_workbooks(ctx: Context) -> str:
    with db.scope():
        ids = answer_mails.waiting()
    sent = 0
    for assignment_id in ids:
        with db.scope():
            made = answer_mails.make(ctx, assignment_id)
        kept = keep(BytesIO(made.content), made.name, most=MOST)
        with db.scope(writes=True):
            sent += answer_mails.mail_workbook(ctx, made, kept)
            db.session.commit()
    return str(sent)
