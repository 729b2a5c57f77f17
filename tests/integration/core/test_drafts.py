"""What somebody typed and did not send: kept sealed, for that person alone, for thirty days."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.core import drafts
from app.core.drafts import Draft
from app.core.keys import KeyProblem

ME, OTHER = UUID(int=1), UUID(int=2)
FIELDS = {"name": ["秘密の社名"], "codes": ["1", "2"], "empty": []}


def test_a_draft_comes_back_as_it_was_typed(session, at):
    drafts.save(ME, "organisation:add", FIELDS, at)
    session.commit()
    session.expire_all()
    found = drafts.find(ME, "organisation:add")
    assert found is not None
    assert drafts.fields_of(found) == FIELDS
    assert found.saved_at == at


def test_saving_again_replaces_it(session, at):
    first = drafts.save(ME, "k", FIELDS, at)
    again = drafts.save(ME, "k", {"name": ["新"]}, at + timedelta(minutes=1))
    session.commit()
    assert again.id == first.id
    assert drafts.fields_of(again) == {"name": ["新"]}
    assert len(session.scalars(select(Draft)).all()) == 1


def test_it_is_found_by_its_person_and_its_form_only(session, at):
    drafts.save(ME, "k", FIELDS, at)
    assert drafts.find(OTHER, "k") is None
    assert drafts.find(ME, "l") is None


def test_nothing_of_it_lies_in_the_clear(session, at):
    drafts.save(ME, "k", FIELDS, at)
    session.flush()
    (stored,) = session.connection().exec_driver_sql("SELECT content FROM draft").scalars()
    assert "秘密" not in stored
    assert "name" not in stored


def test_a_content_moved_to_another_draft_does_not_open(session, at):
    mine, theirs = drafts.save(ME, "k", FIELDS, at), drafts.save(OTHER, "k", {"a": ["b"]}, at)
    theirs.content = mine.content
    with pytest.raises(KeyProblem):
        drafts.fields_of(theirs)


def test_dropping_takes_one_and_leaves_the_others(session, at):
    for person, key in ((ME, "k"), (ME, "l"), (OTHER, "k")):
        drafts.save(person, key, FIELDS, at)
    session.flush()
    drafts.drop(ME, "k")
    assert drafts.find(ME, "k") is None
    assert drafts.find(ME, "l") is not None
    assert drafts.find(OTHER, "k") is not None


def test_drafts_go_after_thirty_days(session, at):
    drafts.save(ME, "old", FIELDS, at - timedelta(days=31))
    drafts.save(ME, "young", FIELDS, at - timedelta(days=29))
    session.flush()
    assert drafts.expire(at) == 1
    assert drafts.find(ME, "old") is None
    assert drafts.find(ME, "young") is not None
