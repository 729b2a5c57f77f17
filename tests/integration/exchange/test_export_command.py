"""`flask exchange export`, on an instance with a database of its own."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from app.core.audit import AuditEvent
from app.core.db import db
from app.exchange.kinds import KINDS
from app.exchange.services import layouts
from app.identity import queries
from tests.factories import chain, register
from tests.factories import identity as make_identity
from tests.instances import running, sqlite_config

AT = datetime.now(UTC)


@pytest.fixture
def own_app(tmp_path: Path) -> Iterator[Flask]:
    with running(sqlite_config(tmp_path)) as app:
        make_identity.bank(AT)
        root = queries.root_unit()
        assert root is not None
        upper, lower = chain.service(AT, "株式会社東京印刷"), chain.service(AT, "株式会社下請", "封入")
        engagement = chain.engagement(AT, root, upper, title="帳票の印刷")
        chain.use(AT, engagement, chain.supply(AT, upper, lower))
        db.session.commit()
        db.end_transaction()
        yield app
        db.end_transaction()


def run(app: Flask, *words: str) -> Result:
    result: Result = app.test_cli_runner().invoke(args=["exchange", "export", *words])
    return result


def test_a_ledger_is_written_and_the_log_says_so(own_app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "engagements.xlsx"
    result = run(own_app, "engagements", str(file), "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.output) == {"rows": 1, "file": str(file)}
    values = [cell for row in load_workbook(file).worksheets[0].values for cell in row]
    assert "帳票の印刷" in values
    assert os.stat(file).st_mode & 0o077 == 0
    root = queries.root_unit()
    assert root is not None
    subjects = select(AuditEvent.subject_id).where(AuditEvent.event == "exchange:ledger:exported")
    assert list(db.session.scalars(subjects)) == [root.id]


def test_the_name_of_the_file_says_its_format_and_a_layout_its_columns(
    own_app: Flask, tmp_path: Path
) -> None:
    ctx = make_identity.context(AT)
    columns = [("name", "Vendor")]
    layouts.add_layout(ctx, KINDS["organisations"], name="own", columns=columns, is_usual=False)
    db.session.commit()
    file = tmp_path / "vendors.csv"
    assert run(own_app, "organisations", str(file), "--layout", "own", "--language", "en").exit_code == 0
    assert file.read_text("utf-8-sig").splitlines()[0] == "Vendor,Sekisho record"
    result = run(own_app, "organisations", str(file), "--layout", "other")
    assert result.exit_code == 1
    assert "other" in result.output


def test_the_past_is_exported_and_a_day_to_come_is_not(own_app: Flask, tmp_path: Path) -> None:
    before = datetime.now(UTC).isoformat()
    register.organisation(AT, "株式会社後日登録")
    db.end_transaction()
    file = tmp_path / "past.csv"
    assert run(own_app, "organisations", str(file), "--as-at", before, "--on", "2026-03-31").exit_code == 0
    text = file.read_text("utf-8-sig")
    assert "株式会社東京印刷" in text
    assert "株式会社後日登録" not in text
    assert run(own_app, "organisations", str(file), "--as-at", "2999-01-01").exit_code == 1
    assert run(own_app, "organisations", str(file), "--as-at", "gestern").exit_code == 1
    assert file.read_text("utf-8-sig") == text


def test_a_file_that_cannot_be_written_is_told_and_leaves_nothing(own_app: Flask, tmp_path: Path) -> None:
    result = run(own_app, "services", str(tmp_path / "missing" / "x.xlsx"))
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert not list(tmp_path.glob("**/*.part"))


@pytest.mark.parametrize("key", [key for key, kind in KINDS.items() if kind.goes_out])
def test_no_ledger_goes_out_empty(own_app: Flask, tmp_path: Path, key: str) -> None:
    result = run(own_app, key, str(tmp_path / "all.csv"), "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.output)["rows"] > 0


def test_a_name_that_says_no_format_is_refused_unless_one_is_named(own_app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "vendors.foo"
    result = run(own_app, "organisations", str(file))
    assert result.exit_code == 1
    assert "vendors.foo" in result.output
    assert not file.exists()
    assert run(own_app, "organisations", str(file), "--format", "csv").exit_code == 0
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_file_without_a_row_says_so(own_app: Flask, tmp_path: Path) -> None:
    result = run(own_app, "organisations", str(tmp_path / "none.csv"), "--as-at", "2001-01-01")
    assert result.exit_code == 0, result.output
    assert "0 rows" in result.output
