"""`flask exchange import`: what it prints, stores and answers."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from app.cli.exchanging import KIND_NAMES
from app.core.audit import AuditEvent
from app.core.db import db
from app.exchange.kinds import KINDS
from app.exchange.models import ImportBatch, ImportRow, RememberedMapping
from app.register.models import Engagement, Organisation, Supply
from tests.factories.imports import ledger
from tests.integration.cli.test_commands import bank, flask, own_app

__all__ = ["bank", "own_app"]

Run = Callable[..., Result]
HEAD = "商号,法人番号,国,決算期"
GOOD = ("株式会社あおい通信,５０１０００１００８８４６,日本,令和8年3月31日", "ひかり有限会社,,日本,")
BAD = "株式会社だめ,123,日本,"


@pytest.fixture
def run(bank: Flask, tmp_path: Path) -> Run:
    def import_lines(kind: str, *lines: str, options: tuple[str, ...] = (), language: str = "C") -> Result:
        file = tmp_path / "台帳.csv"
        file.write_bytes(ledger(*lines))
        return flask(bank, "exchange", "import", kind, str(file), *options, language=language)

    return import_lines


def counted(*models: type) -> list[int]:
    with db.scope():
        return [db.session.scalar(select(func.count()).select_from(model)) or 0 for model in models]


def said(result: Result) -> dict:
    found: dict = json.loads(result.stdout)
    return found


def test_the_command_names_every_kind():
    assert tuple(KINDS) == KIND_NAMES


def test_without_apply_it_tells_everything_and_stores_nothing(run):
    before = counted(Organisation, ImportBatch, ImportRow, RememberedMapping, AuditEvent)
    result = run("organisations", HEAD, *GOOD, BAD, options=("--json",))
    assert result.exit_code == 1, result.output
    report = said(result)
    assert report["counts"] == {
        "error": 1, "conflict": 0, "duplicate": 0, "new": 2, "changed": 0, "unchanged": 0,
    }  # fmt: skip
    assert report["mapping"]["corporate_number"] == "法人番号"
    assert report["errors"] == [
        {
            "sheet": "台帳", "row": 5, "outcome": "error", "field": "corporate_number",
            "field_name": "Corporate number", "column": "B", "heading": "法人番号",
            "value": "123", "why": report["errors"][0]["why"],
        }
    ]  # fmt: skip
    assert "13" in report["errors"][0]["why"]
    assert report["applied"] is None
    assert counted(Organisation, ImportBatch, ImportRow, RememberedMapping, AuditEvent) == before


def test_apply_stores_in_one_act_and_the_second_time_nothing(run):
    result = run("organisations", HEAD, *GOOD, options=("--apply", "--json"))
    assert (result.exit_code, said(result)["applied"]) == (0, {"new": 2})
    with db.scope():
        made = db.session.scalars(select(Organisation).where(Organisation.name == "株式会社あおい通信")).one()
        assert made.corporate_number == "5010001008846"
        imported = select(AuditEvent).where(AuditEvent.event == "register:records:imported")
        events = db.session.scalars(imported).all()
    assert len(events) == 2
    assert {(event.actor_kind, event.act_id) for event in events} == {("operator", events[0].act_id)}
    again = run("organisations", HEAD, *GOOD, options=("--apply", "--json"))
    assert (again.exit_code, said(again)["applied"]) == (0, {})
    assert said(again)["counts"]["unchanged"] == 2


def test_bad_rows_hold_back_the_good_ones_unless_that_is_said(run):
    before = counted(Organisation)
    refused = run("organisations", HEAD, *GOOD, BAD, options=("--apply", "--json"))
    assert (refused.exit_code, said(refused)["applied"]) == (1, None)
    assert said(refused)["problem"].startswith("1 rows cannot be applied.")
    assert counted(Organisation) == before
    result = run("organisations", HEAD, *GOOD, BAD, options=("--apply", "--only-good", "--json"))
    assert (result.exit_code, said(result)["applied"]) == (1, {"new": 2})
    assert counted(Organisation) == [before[0] + 2]


def test_parties_are_added_when_asked(run):
    lines = ("company,sub_processor", "甲社,乙社", "乙社,甲社", "甲社,甲社")
    assert run("supplies", *lines).exit_code == 1
    result = run("supplies", *lines, options=("--add-parties", "--apply", "--json"))
    assert (result.exit_code, said(result)["applied"]) == (0, {"new": 3})
    assert counted(Supply) == [3]


def test_engagements_of_every_unit_come_in(run):
    lines = ("件名,契約の相手方,区分,所管部署,段階", "回線,甲社,回線,000,運用中")
    result = run("engagements", *lines, options=("--add-parties", "--apply", "--json"))
    assert (result.exit_code, said(result)["applied"]) == (0, {"new": 1}), result.output
    assert counted(Engagement) == [1]
    assert run("engagements", "件名,備考", "回線,追記", options=("--apply",)).exit_code == 0
    cleared = run("engagements", "件名,備考", "回線,", options=("--apply", "--clear-empty", "--json"))
    assert said(cleared)["applied"] == {"changed": 1}


def test_a_mapping_file_says_which_column_is_which(run, tmp_path):
    mapping = tmp_path / "mapping.json"
    mapping.write_text(json.dumps({"name": "A", "note": "B"}), "utf-8")
    result = run("organisations", "A,B", "甲社,覚え書き", options=("--mapping", str(mapping), "--json"))
    assert (result.exit_code, said(result)["mapping"]) == (0, {"name": "A", "note": "B"})


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[1, 2]", "not a JSON object"),
        (b'{"name": ', "not a JSON object"),
        (b"\xff\xfe\x00", "not a text file"),
        (b'{"name": "C"}', "C"),
        (b'{"nobody": "A"}', "nobody"),
        (b'{"note": "A"}', "Say which column holds"),
    ],
)
def test_a_bad_mapping_is_explained(run, tmp_path, content, words):
    mapping = tmp_path / "mapping.json"
    mapping.write_bytes(content)
    result = run("organisations", "A,B", "甲社,覚え書き", options=("--mapping", str(mapping), "--json"))
    assert result.exit_code == 2
    assert words in said(result)["problem"]
    assert counted(ImportBatch) == [0]


def test_what_cannot_be_read_ends_with_2_and_a_reason(bank, tmp_path):
    file = tmp_path / "broken.xlsx"
    file.write_bytes(b"PK\x03\x04 not a workbook")
    result = flask(bank, "exchange", "import", "organisations", str(file), "--apply")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.strip()
    assert "Traceback" not in result.stderr
    assert flask(bank, "exchange", "import", "organisations", str(tmp_path / "none.csv")).exit_code == 2
    assert flask(bank, "exchange", "import", "people", str(file)).exit_code == 2


def test_a_sheet_that_is_not_there_is_named(run):
    result = run("organisations", HEAD, *GOOD, options=("--sheet", "別の表"))
    assert result.exit_code == 2
    assert "別の表" in result.stderr


def test_a_person_reads_places_and_reasons_in_words(run):
    english = run("organisations", HEAD, *GOOD, BAD)
    assert "台帳 B5 column “法人番号” (Corporate number) [123]:" in english.stdout
    assert "New: 2. Changed: 0. Unchanged: 0." in english.stdout
    assert "Nothing was stored." in english.stdout


def test_a_person_reads_it_in_the_language_of_the_terminal(run):
    japanese = run("organisations", HEAD, *GOOD, options=("--apply",), language="ja_JP.UTF-8")
    assert "新規2件、変更0件、変更なし0件" in japanese.stdout
    assert "2件を登録しました。" in japanese.stdout
    same = run("organisations", HEAD, BAD, language="ja_JP.UTF-8")
    assert "台帳 B3 法人番号 [123]:" in same.stdout


def test_a_text_that_is_called_a_workbook_is_told(bank, tmp_path):
    file = tmp_path / "memo.xlsx"
    file.write_text("これは議事録です。\n表ではありません。\n", "utf-8")
    refused = flask(bank, "exchange", "import", "organisations", str(file))
    assert (refused.exit_code, ".xlsx" in refused.stderr) == (2, True)
    file.write_bytes(ledger(HEAD, *GOOD))
    read = flask(bank, "exchange", "import", "organisations", str(file))
    assert (read.exit_code, ".xlsx" in read.stdout) == (0, True)
