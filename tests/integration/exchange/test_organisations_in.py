"""Organisations from a file to the register: what each row would do, and what is then done."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.core.audit import AuditEvent
from app.core.errors import DomainError
from app.exchange.kinds import KINDS, organisations
from app.exchange.models import BatchState, Outcome
from app.exchange.queries import rows_of, table_of
from app.exchange.services import applying, comparing, staging
from app.identity.roles import Role
from app.register.models import NoNumberReason, Organisation, OrganisationCode, OrganisationKind
from app.register.services import organisations as services
from tests.factories.register import organisation as an_organisation

KIND = KINDS["organisations"]
HEAD = "取引先コード,商号,カナ名,法人番号,国,種別"


@pytest.fixture
def ctx(session, ctx_of):
    return ctx_of(Role.VENDOR_MANAGER)


def staged(ctx, *lines, head=HEAD, **options):
    content = "\r\n".join(["取引先一覧,2026年3月末現在", head, *lines]).encode("cp932")
    book = staging.read("ledger.csv", content)
    batch = staging.stage(ctx, KIND, "ledger.csv", content, book)
    for name, value in options.items():
        setattr(batch, name, value)
    return batch


@pytest.mark.parametrize(("language", "names"), [("ja", "名称"), ("en", "Name")])
def test_fields_without_a_column_are_named_in_the_language_of_the_reader(ctx, language, names):
    batch = staged(ctx, "1,甲株式会社,,,,")
    with pytest.raises(DomainError) as refused:
        staging.set_mapping(replace(ctx, language=language), batch, {})
    assert refused.value.params["fields"] == names


def compared(ctx, *lines, **options):
    batch = staged(ctx, *lines, **options)
    return batch, {finding.number: finding for finding in comparing.compare(ctx, batch)}


def named(session, name):
    return session.scalars(select(Organisation).where(Organisation.name == name)).one()


def test_a_ledger_below_a_title_row_is_added_with_its_codes(session, ctx):
    batch, found = compared(
        ctx, "A-001,株式会社東京印刷,トウキョウインサツ,５０１０００１００８８４６,日本,会社"
    )
    assert batch.mapping["own_code"] == "取引先コード"
    assert [one.outcome for one in found.values()] == [Outcome.NEW]
    assert applying.apply(ctx, batch) == {"new": 1}
    organisation = named(session, "株式会社東京印刷")
    assert organisation.corporate_number == "5010001008846"
    assert organisation.no_number_reason is None
    code = session.scalars(select(OrganisationCode)).one()
    assert (code.organisation_id, code.scheme, code.value) == (organisation.id, "取引先コード", "A-001")


def test_applying_tells_the_log_from_which_file_a_record_came(session, ctx):
    batch, _ = compared(ctx, "A-001,株式会社東京印刷,,5010001008846,日本,会社")
    applying.apply(ctx, batch)
    session.commit()
    record = named(session, "株式会社東京印刷")
    events = session.scalars(select(AuditEvent).where(AuditEvent.subject_id == record.id)).all()
    assert [event.event for event in events] == ["register:records:imported"]
    assert events[0].act_id == batch.act_id


def test_the_same_file_a_second_time_changes_nothing(session, ctx):
    line = "A-001,株式会社東京印刷,トウキョウインサツ,5010001008846,日本,会社"
    applying.apply(ctx, compared(ctx, line)[0])
    again, found = compared(ctx, line)
    assert [one.outcome for one in found.values()] == [Outcome.UNCHANGED]
    with pytest.raises(DomainError) as refused:
        applying.apply(ctx, again)
    assert refused.value.message == applying.NOTHING


def test_a_batch_is_applied_once(session, ctx):
    batch, _ = compared(ctx, "A-001,株式会社東京印刷,,5010001008846,日本,会社")
    applying.apply(ctx, batch)
    with pytest.raises(DomainError) as refused:
        applying.apply(ctx, batch)
    assert refused.value.message == staging.IS_OVER
    assert batch.state == BatchState.APPLIED


def test_a_changed_cell_is_shown_field_by_field_and_an_empty_one_says_nothing(session, ctx):
    organisation = an_organisation(
        ctx.at,
        name="株式会社東京印刷",
        corporate_number="5010001008846",
        no_number_reason=None,
        name_kana="トウキョウ",
    )
    batch, found = compared(ctx, ",株式会社東京印刷ホールディングス,,5010001008846,,")
    assert found[3].outcome == Outcome.CHANGED
    assert found[3].changes == {"name": ["株式会社東京印刷", "株式会社東京印刷ホールディングス"]}
    applying.apply(ctx, batch)
    session.refresh(organisation)
    assert organisation.name == "株式会社東京印刷ホールディングス"
    assert organisation.name_kana == "トウキョウ"


def test_empty_cells_empty_their_fields_where_that_is_asked_for(session, ctx):
    an_organisation(
        ctx.at,
        name="株式会社東京印刷",
        corporate_number="5010001008846",
        no_number_reason=None,
        name_kana="トウキョウ",
    )
    _, found = compared(ctx, ",株式会社東京印刷,,5010001008846,日本,会社", is_clearing=True)
    assert found[3].changes == {"name_kana": ["トウキョウ", None]}


def test_bad_cells_are_named_with_place_value_and_reason(session, ctx):
    batch, found = compared(
        ctx,
        "A-001,株式会社東京印刷,,1234567890123,日本,会社",
        "A-002,,,5010001008846,日本,会社",
        "A-003,株式会社大阪電算,,2120901007402,どこか,会社",
    )
    assert {one.outcome for one in found.values()} == {Outcome.ERROR}
    assert [(p["address"], p["shown"]) for one in found.values() for p in one.problems] == [
        ("D3", "1234567890123"), ("B4", ""), ("E5", "どこか"),
    ]  # fmt: skip
    with pytest.raises(DomainError) as refused:
        applying.apply(ctx, batch)
    assert refused.value.params == {"count": "3"}
    assert "株式会社東京印刷" not in set(session.scalars(select(Organisation.name)))


def test_a_bad_cell_is_corrected_here_and_the_row_then_applied(session, ctx):
    batch, _ = compared(ctx, "A-001,株式会社東京印刷,,1234567890123,日本,会社")
    row = table_of(batch)[0]
    staging.correct_cells(batch, row, {3: "5010001008846", 1: "株式会社東京印刷"})
    assert row.corrected == [3]
    comparing.compare(ctx, batch)
    assert applying.apply(ctx, batch) == {"new": 1}


def test_only_the_good_rows_are_applied_where_somebody_says_so(session, ctx):
    batch, _ = compared(
        ctx,
        "A-001,株式会社東京印刷,,5010001008846,日本,会社",
        "A-002,株式会社大阪電算,,1234567890123,日本,会社",
    )
    assert applying.apply(ctx, batch, only_good=True) == {"new": 1}
    names = set(session.scalars(select(Organisation.name)))
    assert "株式会社東京印刷" in names
    assert "株式会社大阪電算" not in names


def test_a_row_left_out_does_not_stand_in_the_way(session, ctx):
    batch, _ = compared(
        ctx,
        "A-001,株式会社東京印刷,,5010001008846,日本,会社",
        "A-002,株式会社大阪電算,,1234567890123,日本,会社",
    )
    staging.leave_out(batch, table_of(batch)[1], is_left_out=True)
    assert applying.apply(ctx, batch) == {"new": 1}


def test_a_row_that_fits_two_records_is_a_conflict(session, ctx):
    one = an_organisation(ctx.at, name="株式会社東京印刷", corporate_number="5010001008846")
    other = an_organisation(ctx.at, name="株式会社大阪電算", corporate_number="2120901007402")
    services.add_code(ctx, other, scheme="取引先コード", value="A-001")
    _, found = compared(ctx, "A-001,株式会社東京印刷,,5010001008846,日本,会社")
    assert found[3].outcome == Outcome.CONFLICT
    assert {one.name, other.name} == set(found[3].problems[0]["params"].values())


def test_the_same_record_twice_in_a_file_is_named_by_its_first_row(session, ctx):
    _, found = compared(
        ctx,
        ",株式会社東京印刷,,5010001008846,日本,会社",
        ",株式会社東京印刷（再掲）,,5010001008846,日本,会社",
    )
    assert found[4].outcome == Outcome.DUPLICATE
    assert found[4].problems[0]["params"] == {"row": 3}


def test_a_name_that_differs_in_its_legal_form_only_waits_for_a_word(session, ctx):
    an_organisation(ctx.at, name="株式会社東京印刷")
    batch, found = compared(ctx, ",（株）東京印刷,,,日本,会社")
    assert found[3].outcome == Outcome.DUPLICATE
    staging.confirm_other(batch, table_of(batch)[0])
    assert comparing.compare(ctx, batch)[0].outcome == Outcome.NEW


def test_what_changed_since_the_screen_was_shown_is_not_applied_unseen(session, ctx):
    organisation = an_organisation(ctx.at, name="株式会社東京印刷", corporate_number="5010001008846")
    batch, _ = compared(ctx, ",株式会社東京印刷,トウキョウインサツ,5010001008846,日本,会社")
    organisation.name_kana = "ベツノヨミ"
    session.flush()
    with pytest.raises(DomainError) as refused:
        applying.apply(ctx, batch)
    assert refused.value.message == applying.MOVED_ON
    assert refused.value.params == {"rows": "3"}


def test_what_a_list_does_not_say_is_taken_from_its_other_columns_or_left_open(session, ctx):
    batch, _ = compared(
        ctx,
        ",宮本　一,,,,個人（組合発行者を除く）",
        ',"Example Cloud, Inc.",,,,内国会社',
        ",東京印刷合同会社,,,,外国法人・組合",
    )
    applying.apply(ctx, batch)
    person, foreign, company = (
        named(session, name) for name in ("宮本　一", "Example Cloud, Inc.", "東京印刷合同会社")
    )
    assert (person.kind, person.no_number_reason) == (OrganisationKind.INDIVIDUAL, NoNumberReason.INDIVIDUAL)
    assert (foreign.country, foreign.no_number_reason) == ("", NoNumberReason.NOT_YET_CHECKED)
    assert (company.country, company.kind) == ("JP", OrganisationKind.COMPANY)


def test_the_parent_is_found_by_its_name_and_a_circle_is_refused(session, ctx):
    parent = an_organisation(ctx.at, name="株式会社東京印刷")
    child = an_organisation(ctx.at, name="株式会社大阪印刷", parent_id=parent.id)
    head = "商号,法人番号,親会社"
    _, found = compared(ctx, "株式会社東京印刷,,株式会社大阪印刷", "株式会社札幌印刷,,東京印刷", head=head)
    assert found[3].outcome == Outcome.ERROR
    assert found[3].problems[0]["field"] == "parent_id"
    assert found[4].outcome == Outcome.NEW
    assert child.parent_id == parent.id


def test_a_mapping_made_by_hand_is_remembered_for_the_next_file(session, ctx):
    head = "番号,あいてさき"
    batch = staged(ctx, "5010001008846,株式会社東京印刷", head=head)
    staging.set_heading(batch, rows_of(batch)[1])
    staging.set_mapping(ctx, batch, {"name": "あいてさき", "corporate_number": "番号"})
    after = staged(ctx, "2120901007402,株式会社大阪電算", head=head)
    staging.set_heading(after, rows_of(after)[1])
    assert after.mapping == {"name": "あいてさき", "corporate_number": "番号"}
    assert [finding.label for finding in comparing.compare(ctx, after)] == ["株式会社大阪電算"]


def test_a_mapping_without_a_required_field_is_refused_by_name(session, ctx):
    batch = staged(ctx, "5010001008846,株式会社東京印刷", head="法人番号,商号")
    with pytest.raises(DomainError) as refused:
        staging.set_mapping(ctx, batch, {"corporate_number": "法人番号"})
    assert refused.value.params == {"fields": "名称"}


def test_a_dropped_file_leaves_no_rows_and_is_over(session, ctx):
    batch, _ = compared(ctx, ",株式会社東京印刷,,5010001008846,日本,会社")
    staging.drop(batch)
    assert rows_of(batch) == []
    with pytest.raises(DomainError):
        staging.set_mapping(ctx, batch, {"name": "商号"})


def test_a_number_beside_a_wholly_different_name_waits_for_a_word(session, ctx):
    """A number typed wrong is somebody else's, whom one click must not rename."""
    record = an_organisation(ctx.at, name="株式会社東京印刷", corporate_number="5010001008846")
    services.add_code(ctx, record, scheme="取引先コード", value="A-001")
    for line in (",株式会社大阪電算,,5010001008846,,", "A-001,株式会社大阪電算,,,,"):
        batch, found = compared(ctx, line)
        assert found[3].outcome == Outcome.CONFLICT
        assert found[3].problems[0]["message"] == organisations.RENAMED
        assert found[3].problems[0]["records"] == [str(record.id)]
    with pytest.raises(DomainError):
        applying.apply(ctx, batch)
    row = table_of(batch)[0]
    staging.confirm_other(batch, row)
    staging.correct_cells(batch, row, {1: "株式会社札幌電算"})
    assert comparing.compare(ctx, batch)[0].outcome == Outcome.CONFLICT  # that was said of another name
    staging.confirm_other(batch, row)
    assert comparing.compare(ctx, batch)[0].outcome == Outcome.CHANGED
    applying.apply(ctx, batch)
    session.refresh(record)
    assert record.name == "株式会社札幌電算"


def test_a_name_is_changed_without_a_question_by_the_id(session, ctx):
    record = an_organisation(ctx.at, name="株式会社東京印刷", corporate_number="5010001008846")
    _, found = compared(ctx, f"{record.id},株式会社大阪電算,5010001008846", head="Sekisho ID,商号,法人番号")
    assert found[3].outcome == Outcome.CHANGED
