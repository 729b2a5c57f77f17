"""What the database itself lets a provider's transaction see and do: asked without any condition of ours."""

from typing import cast

import pytest
from sqlalchemy import Table, delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from app.core import audit
from app.core.db import db
from app.references.models import ReferencePaper, ReferenceRecord, ReferenceVersion, SecurityReference
from tests.factories import chain
from tests.factories import references as make
from tests.factories.identity import Made

# Row security is PostgreSQL's: there is nothing of it to ask for on SQLite.
pytestmark = pytest.mark.parametrize("app", ["postgresql"], indirect=True)
TABLES = (ReferenceVersion, ReferenceRecord, ReferencePaper)


@pytest.fixture
def rows(app, session, at, ctx, service):
    """A published version and a draft of ours of a shared reference; one that is not shared; another provider's."""
    shared = make.reference(ctx, service, is_shared=True)
    published = make.published(ctx, shared)
    draft = make.draft(ctx, shared)
    make.published(ctx, make.reference(ctx, service, title="共有しないもの"))
    other = chain.service(at, "別の会社", "別のサービス")
    make.published(ctx, make.reference(ctx, other, title="別の会社のもの", is_shared=True))
    db.become_vendor(service.organisation_id)
    return {"shared": shared.id, "published": published.id, "draft": draft.id}


def count(model, *conditions):
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions))


def test_only_what_is_shared_and_published_is_there(rows):
    assert db.session.scalars(select(SecurityReference.id)).all() == [rows["shared"]]
    assert db.session.scalars(select(ReferenceVersion.id)).all() == [rows["published"]]
    for model in (ReferenceRecord, ReferencePaper):
        assert set(db.session.scalars(select(model.version_id))) == {rows["published"]}


@pytest.mark.parametrize("model", TABLES)
def test_nothing_of_ours_is_changed(rows, model):
    table = model.__table__
    key = table.c.id if model is ReferenceVersion else table.c.version_id
    connection = db.session.connection()
    for which in ("published", "draft"):
        changed = connection.execute(
            update(table).where(key == rows[which]).values(organisation_id=table.c.organisation_id)
        )
        assert changed.rowcount == 0
        if model is not ReferenceVersion:
            assert connection.execute(delete(table).where(key == rows[which])).rowcount == 0


def test_what_they_published_is_withdrawn_and_not_changed(app, session, at, ctx, service):
    version = make.published(ctx, make.reference(ctx, service, is_shared=True))
    version.is_theirs = True
    audit.record(ctx, Made.FOR_TEST, version)
    session.commit()
    version_id = version.id
    db.become_vendor(service.organisation_id)
    table = cast(Table, ReferenceVersion.__table__)
    for values in (
        {"label": "別の名前"}, {"state": "draft"}, {"state": "withdrawn", "label": "別の名前"}, {"is_theirs": False},
    ):  # fmt: skip
        with pytest.raises(DBAPIError), db.session.begin_nested():
            db.session.connection().execute(update(table).where(table.c.id == version_id).values(**values))
    given_up = {"state": "withdrawn", "withdrawal_reason": "誤り", "withdrawn_at": at}
    changed = db.session.connection().execute(
        update(table).where(table.c.id == version_id).values(**given_up)
    )
    assert changed.rowcount == 1
    again = db.session.connection().execute(
        update(table).where(table.c.id == version_id).values(state="published")
    )
    assert again.rowcount == 0


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT 1 FROM self_check", "SELECT 1 FROM self_check_item", "SELECT 1 FROM engagement",
        "UPDATE security_reference SET is_shared = true", "DELETE FROM reference_version",
    ],
)  # fmt: skip
def test_what_is_not_theirs_to_touch_is_refused(rows, statement):
    with pytest.raises(DBAPIError), db.session.begin_nested():
        db.session.execute(text(statement))
