"""A form sent twice has one effect, however the two meet."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.core import idempotency
from app.core.db import db
from app.core.errors import DomainError
from app.core.idempotency import IdempotencyKey, digest_of
from app.core.ids import uuid7
from app.identity.models import Unit
from tests.factories import identity as make

ACTOR = UUID(int=7)
DIGEST = digest_of([("name", "甲")])


def begin(
    key: str = "k", digest: str = DIGEST, *, actor: UUID | None = ACTOR, endpoint: str = "unit.add /units"
):
    return idempotency.begin(actor, endpoint, key, digest, datetime.now(UTC))


def finish(location: str = "/units/1") -> None:
    idempotency.finish(ACTOR, "unit.add /units", "k", 303, location)


def test_the_same_form_again_gets_the_first_result(session):
    assert begin() is None
    finish()
    session.commit()
    assert begin() == (303, "/units/1")
    assert begin() == (303, "/units/1")


def test_the_same_key_with_other_content_is_refused(session):
    begin()
    finish()
    session.commit()
    with pytest.raises(DomainError, match="other content"):
        begin(digest=digest_of([("name", "乙")]))


@pytest.mark.parametrize(
    "other", [{"actor": UUID(int=8)}, {"actor": None}, {"endpoint": "unit.end /x"}, {"key": "l"}]
)
def test_another_person_page_or_key_is_another_form(session, other):
    begin()
    finish()
    assert begin(**other) is None


def test_a_rollback_frees_the_key(session):
    begin()
    session.rollback()
    assert begin() is None


def test_the_digest_knows_no_order_and_every_value():
    fields = [("a", "1"), ("b", "2"), ("b", "3")]
    assert digest_of(fields) == digest_of(fields[::-1])
    for other in ([("a", "1"), ("b", "2")], [("a", "12"), ("b", ""), ("b", "3")], [*fields, ("c", "")]):
        assert digest_of(other) != digest_of(fields)


def test_keys_go_after_two_days(session, at):
    for hours, key in ((49, "old"), (47, "young")):
        idempotency.begin(ACTOR, "e", key, DIGEST, at - timedelta(hours=hours))
    assert idempotency.expire(at) == 1
    assert session.scalars(select(IdempotencyKey.key)).all() == ["young"]


@pytest.mark.parametrize("first_ends", ["commit", "rollback"])
def test_two_requests_with_one_key_at_once_have_one_effect(own, first_ends):
    """The second waits for the first: it replays what was stored, or acts itself when nothing was."""
    is_claimed = threading.Event()
    results: dict[bool, tuple[int, str] | None] = {}

    def send(is_first: bool) -> None:
        if not is_first:
            is_claimed.wait(5)
        with db.scope(writes=True):
            replayed = begin()
            is_claimed.set()
            if replayed is None:
                make.unit(datetime.now(UTC), f"U{uuid7()}", "部")
                finish("/first" if is_first else "/second")
            if is_first and first_ends == "rollback":
                db.session.rollback()
            else:
                db.session.commit()
            results[is_first] = replayed

    threads = [threading.Thread(target=send, args=(is_first,)) for is_first in (True, False)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {True: None, False: (303, "/first") if first_ends == "commit" else None}
    with db.scope():
        assert db.session.scalar(select(func.count()).select_from(Unit)) == 1


def test_many_requests_with_one_key_at_once_have_one_effect(own):
    results: list[tuple[int, str] | None] = []

    def send() -> None:
        with db.scope(writes=True):
            replayed = begin()
            if replayed is None:
                make.unit(datetime.now(UTC), f"U{uuid7()}", "部")
                finish()
            db.session.commit()
            results.append(replayed)

    threads = [threading.Thread(target=send) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, results)) == sorted(map(str, [None, *[(303, "/units/1")] * 9]))
    with db.scope():
        assert db.session.scalar(select(func.count()).select_from(Unit)) == 1
