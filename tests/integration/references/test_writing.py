"""Versions of a reference: begun, filled, published for good, withdrawn; each act refuses what is no draft."""

import pytest

from app.core import audit, events
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, NotFound, StaleVersion
from app.identity.roles import Role
from app.references.events import ReferencesAct as Act
from app.references.events import VersionPublished
from app.references.models import Acts, Conformity, PaperKind, VersionState
from app.references.queries import references as queries
from app.references.rules.facts import RecordFacts
from app.references.services import keeping, writing
from tests.factories import references as make


@pytest.fixture
def draft(ctx, reference):
    return make.draft(ctx, reference)


def refusal(caught):
    return caught.value.message, caught.value.field


def test_a_draft_is_published_with_the_next_number_and_told(ctx, reference, draft, monkeypatch):
    told = []
    monkeypatch.setitem(events._handlers, VersionPublished, [lambda _ctx, event: told.append(event.version)])
    assert draft.number == 0
    writing.publish(ctx, draft, seen=draft.version)
    db.session.commit()
    assert (draft.number, draft.state, draft.published_by_id) == (1, VersionState.PUBLISHED, ctx.actor_id)
    assert told == [draft]


def test_what_was_published_is_never_changed(ctx, reference, draft):
    writing.publish(ctx, draft, seen=draft.version)
    db.session.commit()
    record, paper = queries.records_of(draft.id)[0], queries.papers_of(draft.id)[0]
    for act in (
        lambda: writing.edit_version(ctx, draft, make.head(), seen=draft.version),
        lambda: writing.set_record(ctx, draft, "統20", make.record()),
        lambda: writing.remove_record(ctx, draft, record),
        lambda: writing.set_paper(ctx, draft, make.paper("30")),
        lambda: writing.set_papers(ctx, draft, [make.paper("30")]),
        lambda: writing.remove_paper(ctx, draft, paper),
        lambda: writing.publish(ctx, draft, seen=draft.version),
    ):
        with pytest.raises(DomainError) as caught:
            act()
        assert caught.value.message == writing.NOT_DRAFT


def test_a_copy_holds_records_papers_and_premises_of_the_version_before(ctx, reference):
    first = make.published(ctx, reference, 統20=make.record(documents=("21",), provider_acts=Acts.YES))
    copy = writing.begin(ctx, reference, first)
    db.session.commit()
    (record,) = queries.records_of(copy.id)
    assert (record.item, record.documents, record.provider_acts) == ("統20", ["21"], Acts.YES)
    assert [paper.number for paper in queries.papers_of(copy.id)] == ["05", "21"]
    assert (copy.premise_models, copy.authors) == (first.premise_models, first.authors)
    with pytest.raises(DomainError) as caught:
        writing.begin(ctx, reference)
    assert caught.value.message == writing.DRAFT_THERE


def test_a_number_that_nobody_listed_is_named(ctx, draft):
    with pytest.raises(DomainError) as caught:
        writing.set_record(ctx, draft, "統20", make.record(documents=("05", "24")))
    assert refusal(caught) == (
        "Not in the list of papers: %(numbers)s. List the paper first, or correct the number.",
        "documents",
    )
    assert caught.value.params == {"numbers": "24"}
    with pytest.raises(writing.RefusedRecord) as among:
        writing.set_records(ctx, draft, {"統20": make.record(), "統21": make.record(documents=("99",))})
    assert among.value.item == "統21"


def test_a_record_is_written_over_and_taken_out(ctx, draft):
    writing.set_record(ctx, draft, "統21", RecordFacts(customer_acts=Acts.YES, documents=("5",)))
    row = writing.set_record(ctx, draft, "統21", RecordFacts(conformity=Conformity.OUT_OF_SCOPE))
    db.session.commit()
    assert (row.customer_acts, row.documents, row.conformity) == (None, [], Conformity.OUT_OF_SCOPE)
    assert list(queries.short_records(draft.id)) == ["統20", "統21"]
    writing.remove_record(ctx, draft, row)
    db.session.commit()
    assert list(queries.short_records(draft.id)) == ["統20"]
    for item, facts, message in (
        ("統99", make.record(), writing.NO_ITEM),
        ("統20", RecordFacts(), "Enter something for this item, or remove its record."),
    ):
        with pytest.raises(DomainError) as caught:
            writing.set_record(ctx, draft, item, facts)
        assert caught.value.message == message


def test_a_number_in_use_is_made_unused_and_not_removed(ctx, draft):
    used = queries.papers_of(draft.id)[0]
    with pytest.raises(DomainError) as caught:
        writing.remove_paper(ctx, draft, used)
    assert (caught.value.message, caught.value.params["items"]) == (writing.NUMBER_USED, "統20")
    with pytest.raises(DomainError) as renumbered:
        writing.set_paper(ctx, draft, make.paper("06"), used)
    assert renumbered.value.message == writing.NUMBER_KEPT
    writing.set_paper(ctx, draft, make.paper("05", is_missing=True), used)
    db.session.commit()
    assert [(one.number, one.is_missing, one.title) for one in queries.papers_of(draft.id)] == [
        ("05", True, ""), ("21", False, "公開文書21"),
    ]  # fmt: skip
    with pytest.raises(DomainError) as faulty:
        writing.publish(ctx, draft, seen=draft.version)
    assert faulty.value.message == writing.HAS_FAULTS
    writing.set_record(ctx, draft, "統20", make.record(documents=("21",)))
    writing.remove_paper(ctx, draft, used)
    db.session.commit()
    assert [one.number for one in queries.papers_of(draft.id)] == ["21"]


def test_papers_stand_by_their_numbers_and_each_number_once(ctx, draft):
    writing.set_paper(ctx, draft, make.paper("１０"))
    writing.set_paper(ctx, draft, make.paper("05", kind=PaperKind.CERTIFICATE))
    db.session.commit()
    assert [(one.kind.value, one.number) for one in queries.papers_of(draft.id)] == [
        ("document", "05"), ("document", "10"), ("document", "21"), ("certificate", "05"),
    ]  # fmt: skip
    with pytest.raises(DomainError) as caught:
        writing.set_paper(ctx, draft, make.paper("10"))
    assert refusal(caught) == (writing.NUMBER_TAKEN, "number")


def test_versions_are_withdrawn_with_a_reason_and_the_one_before_counts_again(ctx, reference):
    first, second = make.published(ctx, reference), make.published(ctx, reference)
    assert queries.in_force(queries.versions_of(ctx, reference.id)) is second
    with pytest.raises(DomainError):
        writing.withdraw_version(ctx, second, reason="", seen=second.version)
    writing.withdraw_version(ctx, second, reason="前提の誤り", seen=second.version)
    db.session.commit()
    assert queries.in_force(queries.versions_of(ctx, reference.id)) is first
    given_up = make.draft(ctx, reference)
    writing.withdraw_version(ctx, given_up, reason="作り直すため", seen=given_up.version)
    db.session.commit()
    assert given_up.number == 3
    assert make.draft(ctx, reference).number == 0


def test_who_writes_is_asked_each_time(ctx, ctx_of, reference, draft):
    clerk, writer = ctx_of(Role.OFFICER), ctx_of(Role.SYSTEM_RISK)
    for act in (
        lambda: writing.begin(clerk, reference),
        lambda: writing.set_record(clerk, draft, "統20", make.record()),
        lambda: writing.publish(writer, draft, seen=draft.version),
        lambda: keeping.withdraw_reference(clerk, reference, reason="x", seen=reference.version),
    ):
        with pytest.raises(NotAllowed):
            act()
    writing.set_record(writer, draft, "統20", make.record())
    with pytest.raises(StaleVersion):
        writing.publish(ctx, draft, seen=draft.version - 1)


def test_of_a_withdrawn_reference_nothing_is_begun(ctx, reference, draft):
    keeping.withdraw_reference(ctx, reference, reason="提供終了", seen=reference.version)
    db.session.commit()
    with pytest.raises(DomainError) as caught:
        writing.publish(ctx, draft, seen=draft.version)
    assert caught.value.message == writing.REFERENCE_WITHDRAWN


def test_a_draft_of_the_provider_is_not_ours_to_see(ctx, reference):
    theirs = make.draft(ctx, reference)
    theirs.is_theirs, theirs.number = True, -1
    audit.record(ctx, Act.VERSION_EDITED, theirs)
    db.session.commit()
    assert list(queries.versions_of(ctx, reference.id)) == []
    with pytest.raises(NotFound):
        queries.get_version(ctx, theirs.id)
    with pytest.raises(NotAllowed):
        writing.set_record(ctx, theirs, "統20", make.record())
    assert make.draft(ctx, reference).number == 0
