"""R11: every migration up, down and up again with data, on both databases; the end is exactly the model."""

import json
import uuid
import warnings
from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, column, insert, inspect, select, text
from sqlalchemy import table as table_of

import app as product  # noqa: F401 - the whole model, as the product loads it
from app.core import schema
from app.core.audit import AuditEvent, AuditValues
from app.core.former import FormerName
from app.core.model import Model
from app.core.search import SearchEntry
from app.core.text import grams, phrase
from app.register.models import Organisation, OrganisationKind, Service, ServiceModel
from app.standards.models import DutyRuling, EngagementMatrix
from tests.migrations.filling import IN_USE, contents, count, fill, tables

# What the model cannot say: the full-text index of each database, and its rows.
OURS_ALONE = ("search_gram", "ix_search_entry_grams", "alembic_version")


def revisions() -> list[str]:
    """Oldest first."""
    return [s.revision for s in ScriptDirectory.from_config(schema._alembic()).walk_revisions()][::-1]


def names() -> list[str]:
    return [table.name for table in tables()]


def differences(connection: Connection) -> list[object]:
    def is_compared(_object: object, name: str | None, *_: object) -> bool:
        return not (name or "").startswith(OURS_ALONE)

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Skipped unsupported reflection of expression-based index")
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": is_compared}
        )
        return list(compare_metadata(context, Model.metadata))


def collations(connection: Connection) -> set[tuple[str, str]]:
    sorted_by_code = """SELECT table_name, column_name FROM information_schema.columns
        WHERE table_schema = 'public' AND collation_name = 'C'"""
    return {(row[0], row[1]) for row in connection.execute(text(sorted_by_code))}


def test_the_newest_schema_is_exactly_the_model(empty):
    empty.up()
    with empty.engine.connect() as connection:
        assert differences(connection) == []
        if not empty.is_sqlite:
            expected = {
                (t.name, c.name)
                for t in tables()
                for c in t.columns
                if getattr(c.type.dialect_impl(empty.engine.dialect), "collation", None) == "C"
            }
            assert collations(connection) == expected
            assert expected


def test_a_difference_is_seen(empty):
    """The comparison above can fail."""
    empty.up()
    with empty.writing() as connection:
        connection.execute(text("ALTER TABLE setting DROP COLUMN value"))
        connection.execute(text("DROP INDEX ix_notice_user"))
        assert len(differences(connection)) == 2


def test_up_and_down_with_data_in_every_table(empty):
    empty.up()
    with empty.writing() as connection:
        fill(connection)
        assert all(count(connection, name) for name in names())
    for revision in [*revisions()[-2::-1], "base"]:
        empty.down(revision)
        assert empty.revision == ("" if revision == "base" else revision)
    left = {name for name in empty.table_names() if not name.startswith("alembic")}
    assert left == set()
    empty.up()
    with empty.writing() as connection:
        assert differences(connection) == []
        assert [name for name in names() if count(connection, name)] == sorted(IN_USE)
        fill(connection)


def test_one_step_back_and_forth_keeps_what_it_does_not_drop(empty):
    empty.up()
    with empty.writing() as connection:
        fill(connection)
        before = contents(connection, names())
    empty.down(revisions()[-2])
    with empty.writing() as connection:
        kept = contents(connection, [name for name in names() if name in empty.table_names()])
    assert kept == {name: columns_of(before[name], rows) for name, rows in kept.items()}
    empty.up()
    with empty.writing() as connection:
        after = contents(connection, list(kept))
        assert {name: columns_of(after[name], rows) for name, rows in kept.items()} == kept
        assert differences(connection) == []


def columns_of(rows, like):
    """The rows as far as the others have columns: a step back may drop some of a table."""
    return [{key: row[key] for key in like[0]} for row in rows] if like else rows


@pytest.mark.parametrize("place", range(1, len(revisions())))
def test_each_step_up_keeps_the_data_of_the_older_schema(empty, place):
    older, newer = revisions()[place - 1 : place + 1]
    empty.up(older)
    there = [name for name in names() if name in empty.table_names()]
    with empty.writing() as connection:
        fill(connection, only=set(there))
        before = contents(connection, there)
    empty.up(newer)
    with empty.writing() as connection:
        after = contents(connection, there)
        assert {name: len(rows) for name, rows in after.items()} == {n: len(r) for n, r in before.items()}
        for name, rows in before.items():
            assert [{key: row[key] for key in rows[0]} for row in after[name]] == rows if rows else True


def test_organisations_of_an_older_schema_can_be_recognised_and_go_back_whole(empty):
    """What they are known by is made from their rows; what is new of them is unsaid."""
    empty.up("0006")
    with empty.writing() as connection:
        fill(connection, only={"organisation"})
        before = contents(connection, ["organisation"])
    empty.up("0007")
    with empty.writing() as connection:
        asked = "SELECT count(DISTINCT organisation_id) FROM organisation_key"
        assert connection.scalar(text(asked)) == len(before["organisation"])
        new = "fiscal_year_end, net_assets, subcontract_act, merged_into_id"
        assert {tuple(row) for row in connection.execute(text(f"SELECT {new} FROM organisation"))} == {
            (None,) * 4
        }
    empty.down("0006")
    with empty.writing() as connection:
        assert contents(connection, ["organisation"]) == before


def test_records_of_an_older_schema_are_found_by_the_names_they_had(empty):
    """From the log, and of what was merged; the entry of what carries the name is written anew too."""
    empty.up("0009")
    one, gone, service = (uuid.UUID(int=number) for number in (1, 2, 3))
    with empty.writing() as connection:
        for record_id, name, merged in ((one, "いるか印刷", None), (gone, "あざらし社", one)):
            connection.execute(insert(Organisation).values(
                id=record_id, name=name, name_kana="", name_latin="", sort_key="", name_key="", version=1,
                kind=OrganisationKind.COMPANY, country="JP", merged_into_id=merged,
            ))  # fmt: skip
        connection.execute(insert(Service).values(
            id=service, organisation_id=one, name="便", sort_key="", version=1, provider_sort_key="",
            countries=[], model=ServiceModel.SAAS, kind="",
        ))  # fmt: skip
        for number, pair in enumerate(
            (["くじら社", "いるか社"], ["いるか社", "いるか印刷"], ["いるか印刷 ", "いるか印刷"])
        ):
            connection.execute(insert(AuditEvent).values(
                number=number + 1, act_id=one, at=datetime.now(UTC), event="e", subject_type="organisation",
                subject_id=one, root_type="organisation", root_id=one, actor_kind="system", body="", previous="",
                key_id="", signature="",
            ))  # fmt: skip
            content = json.dumps({"name": {"s": "x", "v": pair}, "address": {}})
            connection.execute(insert(AuditValues).values(number=number + 1, content=content))
        for kind, record_id in (("organisation", one), ("service", service)):
            # As the table was then: the columns of today have defaults that would be written too.
            connection.execute(_entry_of_then(), {
                "kind": kind, "record_id": record_id, "title": "", "detail": "", "sort_key": "",
                "grams": grams("いま") + " x",
            })  # fmt: skip
    empty.up()
    with empty.writing() as connection:
        told = select(FormerName.record_id, FormerName.name).order_by(FormerName.name)
        assert set(map(tuple, connection.execute(told))) == {
            (one, name) for name in ("くじら社", "いるか社", "あざらし社")
        }
        for name in ("くじら社", "いるか社", "あざらし社", "いま"):
            kinds = connection.scalars(text(_found_by(name, empty.is_sqlite))).all()
            assert sorted(kinds) == ["organisation", "service"], name


def _entry_of_then():
    then = ("kind", "record_id", "title", "detail", "sort_key", "grams")
    columns = [column(name, SearchEntry.__table__.c[name].type) for name in then]
    return insert(table_of("search_entry", *columns))


def _found_by(name, is_sqlite):
    if is_sqlite:
        rows = f"""SELECT rowid FROM search_gram WHERE search_gram MATCH '"{" ".join(phrase(name))}"'"""
        return f"SELECT kind FROM search_entry WHERE row IN ({rows})"
    asked = " <-> ".join(phrase(name))
    return (
        f"SELECT kind FROM search_entry WHERE to_tsvector('simple', grams) @@ to_tsquery('simple', '{asked}')"
    )


def test_the_search_index_follows_its_table_after_the_way_back(empty):
    empty.up()
    empty.down("base")
    empty.up()
    with empty.writing() as connection:
        fill(connection, only={"search_entry"})
        if empty.is_sqlite:
            found = "SELECT count(*) FROM search_gram WHERE search_gram MATCH 'grams'"
        else:
            matches = "to_tsvector('simple', grams) @@ to_tsquery('simple', 'grams')"
            found = f"SELECT count(*) FROM search_entry WHERE {matches}"
        assert connection.scalar(text(found)) == 2


def test_the_log_is_append_only_after_the_way_back(empty):
    empty.up()
    empty.down("base")
    empty.up()
    with empty.engine.connect() as connection:
        if empty.is_sqlite:
            fill(connection, only={"audit_event"})
        else:
            connection.execute(text("SET ROLE sekisho_staff"))
        for statement in ("UPDATE audit_event SET event = 'x'", "DELETE FROM audit_event"):
            with connection.begin_nested() as inner:
                with pytest.raises(Exception, match=r"append-only|permission denied"):
                    connection.execute(text(statement))
                inner.rollback()


def test_every_foreign_key_of_the_model_is_in_the_database(empty):
    empty.up()
    found = inspect(empty.engine)
    for table in tables():
        there = {
            (*key["constrained_columns"], key["referred_table"]) for key in found.get_foreign_keys(table.name)
        }
        assert there == {(key.parent.name, key.column.table.name) for key in table.foreign_keys}


def test_of_several_matrices_of_a_template_the_one_that_stands_goes_back(empty):
    """An older schema holds one for each engagement: the newest where none stands."""
    empty.up()
    table = EngagementMatrix.__table__
    with empty.writing() as connection:
        fill(connection)
        row = dict(connection.execute(select(table)).mappings().first())
        for number, template, day in ((1, "a", 1), (2, "a", None), (3, "b", 1), (4, "b", 2)):
            withdrawn_at = day and datetime(2026, 4, day, tzinfo=UTC)
            given = {"id": uuid.UUID(int=number), "template": template, "withdrawn_at": withdrawn_at}
            connection.execute(insert(EngagementMatrix).values({**row, **given}))
            part = connection.execute(select(DutyRuling.__table__)).mappings().first()
            more = {"id": uuid.UUID(int=number), "matrix_id": uuid.UUID(int=number)}
            connection.execute(insert(DutyRuling).values({**part, **more}))
    empty.down("0013")
    with empty.writing() as connection:
        for name, column_name in (("engagement_matrix", "id"), ("duty_ruling", "matrix_id")):
            asked = select(column(column_name, table.c.id.type)).select_from(table_of(name))
            left = {one.int for one in connection.scalars(asked)}
            assert left & {1, 2, 3, 4} == {2, 4}, name
            assert len(left) == 4, name
