"""What every page has: the institution's name in the reader's language."""

from datetime import UTC, datetime

from app.core import settings
from app.core.context import operator_context
from app.core.db import db
from app.identity.roles import Role


def test_the_institution_is_named_in_the_readers_language(pages_as, session):
    ctx = operator_context(datetime.now(UTC))
    settings.change(ctx, "institution.name", "つばめ銀行")
    settings.change(ctx, "institution.name_latin", "Tsubame Bank")
    db.session.commit()
    pages = pages_as(Role.OFFICER)
    assert "つばめ銀行" in pages.get("/").select_one("header.top").text
    pages.submit("/", form="form.language", button="language")
    assert "Tsubame Bank" in pages.get("/").select_one("header.top").text
