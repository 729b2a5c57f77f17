"""The institution's settings: defaults, audited changes, and a cache that never shows what is not stored."""

import pytest
from flask_babel import lazy_gettext
from sqlalchemy import select

from app.core import settings
from app.core.audit.reading import entries_of
from app.core.errors import DomainError
from app.core.settings import Definition, Setting
from app.identity.roles import Role

LABEL = lazy_gettext("Name")


@pytest.fixture(autouse=True)
def definitions(monkeypatch):
    made = [
        Definition("t.text", "既定", LABEL),
        Definition("t.number", 30, LABEL, minimum=1, maximum=90),
        Definition("t.choice", "a", LABEL, choices=[("a", LABEL), ("b", LABEL)]),
        Definition("t.flag", False, LABEL),
    ]
    monkeypatch.setattr(settings, "_definitions", {**settings._definitions, **{d.key: d for d in made}})
    settings.forget()


@pytest.fixture
def ctx(ctx_of):
    return ctx_of(Role.ADMINISTRATOR)


def test_a_default_holds_until_somebody_changes_it(session, ctx):
    assert settings.get("t.number") == 30
    settings.change(ctx, "t.number", 60, reason="規程改正")
    session.commit()
    assert settings.get("t.number") == 60
    setting = settings.find("t.number")
    assert setting is not None
    (entry,) = entries_of(setting)
    assert (entry.event, entry.reason, entry.actor_id) == ("setting:value:changed", "規程改正", ctx.actor_id)
    assert entry.changes["value"] == [None, 60]


def test_a_second_change_is_an_edit_of_the_same_row(session, ctx):
    for value in ("甲", "乙"):
        settings.change(ctx, "t.text", value)
        session.commit()
    (setting,) = session.scalars(select(Setting).where(Setting.key == "t.text"))
    assert entries_of(setting)[0].changes == {"value": ["甲", "乙"]}


BAD = [
    ("t.number", 0), ("t.number", 91), ("t.number", "5"), ("t.number", 1.5), ("t.number", None), ("t.number", True),
    ("t.choice", "c"), ("t.choice", None), ("t.text", ""), ("t.text", "  "), ("t.text", 5),
    ("t.flag", "yes"), ("t.flag", 1), ("t.flag", None),
]  # fmt: skip


@pytest.mark.parametrize(("key", "value"), BAD)
def test_what_does_not_fit_the_definition_is_refused(session, ctx, key, value):
    with pytest.raises(DomainError) as refused:
        settings.change(ctx, key, value)
    assert refused.value.field == key
    assert settings.find(key) is None


@pytest.mark.parametrize(
    ("key", "value"), [("t.number", 1), ("t.number", 90), ("t.choice", "b"), ("t.flag", True)]
)
def test_what_fits_is_kept(session, ctx, key, value):
    settings.change(ctx, key, value)
    session.commit()
    assert settings.get(key) == value


def test_a_change_that_is_rolled_back_is_nowhere(session, ctx):
    assert settings.get("t.number") == 30
    settings.change(ctx, "t.number", 60)
    session.flush()
    assert settings.get("t.number") == 60  # the act itself sees what it did
    assert 60 not in settings._cache[1].values()  # and nobody else, who reads what the process keeps
    session.rollback()
    assert settings.get("t.number") == 30


def test_what_another_process_stored_is_seen_after_some_seconds(session, ctx, monkeypatch):
    settings.change(ctx, "t.number", 60)
    session.commit()
    assert settings.get("t.number") == 60
    connection = session.connection()
    connection.exec_driver_sql("UPDATE setting SET value = '70' WHERE key = 't.number'")
    assert settings.get("t.number") == 60
    monkeypatch.setattr(settings, "CACHE_SECONDS", 0)
    assert settings.get("t.number") == 70


def test_values_are_read_once_for_many_questions(session, count_queries):
    settings.get("t.number")
    count_queries.sent.clear()
    for key in ("t.number", "t.text", "t.choice"):
        settings.get(key)
    assert count_queries.sent == []
