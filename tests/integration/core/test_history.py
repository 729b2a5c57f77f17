"""Events of the log in words."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from app.core import history
from app.core.audit.reading import Entry
from app.core.context import ActorKind, Context

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
WHO, UNIT = uuid4(), uuid4()


@pytest.fixture(autouse=True)
def _application(app):
    with app.test_request_context():
        yield


def entry(table: str, changes: dict[str, list[object] | None], actor_id: UUID | None = WHO) -> Entry:
    kind = ActorKind.PERSON if actor_id else ActorKind.OPERATOR
    return Entry(1, uuid4(), AT, "x:y:z", table, uuid4(), table, uuid4(), actor_id, kind, "edit", "", changes)


def line(made: Entry, rule: history.Rule = history.is_machinery) -> history.Line:
    asked: list[set[UUID]] = []

    def names(ids: set[UUID]) -> dict[UUID, str]:
        asked.append(ids)
        return {WHO: "Aoki", UNIT: "Systems"}

    (found,) = history.lines(Context(at=AT, date_style="iso"), [made], names, rule)
    assert len(asked) == 1
    return found


def pairs(made: Entry, rule: history.Rule = history.is_machinery) -> list[tuple[str, str]]:
    return [(change.before, change.after) for change in line(made, rule).changes]


@pytest.mark.parametrize(
    ("table", "name", "pair", "words"),
    [
        ("finding", "unit_id", [None, str(UNIT)], ("", "Systems")),
        ("finding", "due_on", ["2026-11-01", "2026-11-20"], ("2026-11-01", "2026-11-20")),
        ("user", "active", [True, False], ("はい", "いいえ")),
        ("finding", "severity", ["low", "high"], ("低", "高")),
        ("hand_over", "moved", [None, {"task": 3}], ("", "タスク：3")),
        ("engagement", "annual_amount", [None, 182000], ("", "182,000")),
        ("organisation", "net_assets", [1200000, -3400500], ("1,200,000", "-3,400,500")),
        ("document", "file_number", [None, 1234], ("", "1234")),
        ("finding", "due_on", [None, "at once"], ("", "at once")),
        ("finding", "a_field_of_the_past", [None, "x"], ("", "x")),
    ],
)
def test_values_read_as_words(table, name, pair, words):
    assert pairs(entry(table, {name: pair})) == [words]


def test_a_secret_is_never_shown_even_when_the_log_held_it():
    assert pairs(entry("user", {"password": ["old", "new"]})) == [("", "（変更あり・内容は非表示）")]


def test_what_was_erased_is_called_so():
    assert pairs(entry("user", {"name": None})) == [("（消去済み）", "（消去済み）")]


def test_fields_that_were_empty_are_left_out():
    assert pairs(entry("organisation", {"note": ["", None]})) == []


def test_machinery_is_left_out_and_the_audit_log_shows_keys():
    made = entry("organisation_code", {"organisation_id": [None, str(UNIT)], "value": [None, "7"]})
    assert pairs(made) == [("", "7")]
    assert pairs(entry("organisation", {"sort_key": ["a", "b"]})) == []
    assert pairs(made, history.is_derived) == [("", "Systems"), ("", "7")]
    assert pairs(entry("unit", {"path": ["/a/", "/b/"], "sort_key": ["a", "b"]}), history.is_derived) == []


def test_who_acted_has_a_name():
    assert line(entry("unit", {})).actor == "Aoki"
    assert line(entry("unit", {}, actor_id=None)).actor == "サーバー運用者"


def test_names_are_asked_for_all_ids_and_for_nothing_else():
    changes: dict[str, list[object] | None] = {
        "unit_id": [None, str(UNIT)],
        "parent_id": ["no id", None],
        "name": [None, str(uuid4())],
    }
    assert history.ids_in([entry("unit", changes)]) == {WHO, UNIT}
