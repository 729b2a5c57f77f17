"""The commands of whoever runs the server, on an instance with a database of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select, text

from app.core import schema, settings
from app.core.audit import AuditEvent
from app.core.audit.head import Head, write_to
from app.core.dates import day_of
from app.core.db import db
from app.core.notices import Notice
from app.identity import queries, services
from app.identity.models import Grant, Unit
from app.identity.roles import Role
from app.jobs.heads import present_head
from tests.factories import identity as make
from tests.instances import running, sqlite_config

ROOT = Path(__file__).resolve().parents[3]
AT = datetime.now(UTC)


@pytest.fixture
def own_app(tmp_path: Path) -> Iterator[Flask]:
    with running(sqlite_config(tmp_path)) as app:
        db.end_transaction()
        yield app
        db.end_transaction()


@pytest.fixture
def bank(own_app: Flask) -> Flask:
    with db.scope(writes=True):
        make.bank(AT)
        db.session.commit()
    return own_app


def flask(app: Flask, *args: str, language: str = "C") -> Result:
    return app.test_cli_runner().invoke(args=list(args), env={"LC_ALL": language})


def spawn(folder: Path, *args: str, module: str = "app", **environ: str) -> subprocess.CompletedProcess[str]:
    surroundings = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "PORT")}
    surroundings |= {"SEKISHO_DATA": str(folder), "LC_ALL": "C.UTF-8", **environ}
    command = [sys.executable, "-m", "flask", "--app", module, *args]
    return subprocess.run(
        command, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_whole_log_is_said_to_be_whole(bank: Flask) -> None:
    with db.scope():
        last = present_head().number
    result = flask(bank, "audit", "verify")
    assert result.exit_code == 0
    assert f"The audit log is whole: {last} events." in result.output
    said = json.loads(flask(bank, "audit", "verify", "--json").output)
    assert said["whole"] is True
    assert said["last"] == last
    assert [head["number"] for head in said["heads"]] == [last]


TAMPERING = {
    "edited": (["UPDATE audit_event SET event = 'x' WHERE number = 4"], 4),
    "deleted": (["DELETE FROM audit_event WHERE number = 5"], 5),
    "swapped": (
        [
            "UPDATE audit_event SET number = -1 WHERE number = 6",
            "UPDATE audit_event SET number = 6 WHERE number = 7",
            "UPDATE audit_event SET number = 7 WHERE number = -1",
        ],
        6,
    ),
    "value changed": (
        ["UPDATE audit_values SET content = replace(content, '\"v\"', '\"w\"') WHERE number = 2"],
        2,
    ),
    "cut short": (
        [
            "DELETE FROM audit_event WHERE number > 8",
            "UPDATE audit_head SET number = 8, signature = (SELECT signature FROM audit_event WHERE number = 8)",
        ],
        9,
    ),
}


@pytest.mark.parametrize("how", TAMPERING)
def test_a_log_that_was_tampered_with_is_named_at_its_first_broken_number(bank: Flask, how: str) -> None:
    statements, number = TAMPERING[how]
    with db.scope(writes=True):
        for act in ("update", "delete"):
            db.session.execute(text(f"DROP TRIGGER audit_event_no_{act}"))
        for statement in statements:
            db.session.execute(text(statement))
        db.session.commit()
    result = flask(bank, "audit", "verify")
    assert result.exit_code == 1
    assert f"does not hold at number {number}." in result.output
    said = json.loads(flask(bank, "audit", "verify", "--json").output)
    assert (said["whole"], said["broken_at"]) == (False, number)


def test_a_head_kept_elsewhere_is_compared(bank: Flask, tmp_path: Path) -> None:
    with db.scope():
        known = present_head()
    good, forged, rubbish = tmp_path / "good.json", tmp_path / "forged.json", tmp_path / "rubbish.json"
    write_to(good, known)
    write_to(forged, Head(known.number - 1, "0" * 64, known.at))
    rubbish.write_text("[]")
    assert flask(bank, "audit", "verify", "--head", str(good)).exit_code == 0
    assert flask(bank, "audit", "verify", "--head", str(good), "--head", str(forged)).exit_code == 1
    refused = flask(bank, "audit", "verify", "--head", str(rubbish))
    assert refused.exit_code == 1
    assert "is no head of an audit log" in refused.output


def test_the_head_can_be_printed_and_given_back(bank: Flask, tmp_path: Path) -> None:
    printed = flask(bank, "audit", "head").output
    (tmp_path / "head.json").write_text(printed)
    assert json.loads(printed)["number"] > 0
    assert flask(bank, "audit", "verify", "--head", str(tmp_path / "head.json")).exit_code == 0


def test_the_first_administrator_gets_a_unit_a_role_and_a_link_that_works(own_app: Flask) -> None:
    result = flask(
        own_app,
        "admin",
        "create",
        "--email",
        "A@Tsubame.example",
        "--name",
        "管理 一",
        "--unit",
        "つばめ銀行",
    )
    assert result.exit_code == 0, result.output
    link = result.output.strip().splitlines()[-1]
    assert link.startswith("http://localhost:8000/")
    assert "The institution has no name yet" in result.output
    with db.scope():
        user = queries.find_user_by_email("a@tsubame.example")
        assert user is not None
        assert [u.name for u in db.session.scalars(select(Unit))] == ["つばめ銀行"]
        assert queries.holders_of(Role.ADMINISTRATOR, day_of(datetime.now(UTC))) == [user]
        grant = db.session.scalars(select(Grant)).one()
        assert (grant.requested_by_id, grant.decided_by_id) == (None, None)
        found = services.find_invitation(link.rpartition("/")[2], datetime.now(UTC))
        assert found is not None
        assert found[1].id == user.id
        assert set(db.session.scalars(select(AuditEvent.actor_kind))) == {"operator"}
    page = own_app.test_client().get(link.removeprefix("http://localhost:8000"))
    assert page.status_code == 200


def test_a_named_institution_is_not_asked_for_its_name(bank: Flask) -> None:
    with db.scope(writes=True):
        settings.change(make.context(AT), "institution.name", "つばめ銀行", reason="x")
        db.session.commit()
    result = flask(bank, "admin", "create", "--email", "new@tsubame.example", "--name", "新任")
    assert result.exit_code == 0
    assert "no name yet" not in result.output


def test_another_administrator_is_announced_to_the_others(bank: Flask) -> None:
    assert flask(bank, "admin", "create", "--email", "new@tsubame.example", "--name", "新任").exit_code == 0
    with db.scope():
        told = db.session.scalars(select(Notice)).all()
        others = queries.find_user_by_email(make.address(Role.ADMINISTRATOR))
        assert others is not None
        new = queries.find_user_by_email("new@tsubame.example")
        assert new is not None
        assert [(notice.user_id, notice.about) for notice in told] == [(others.id, ("user", new.id))]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (
            ("--email", make.address(Role.LEGAL), "--name", "x"),
            f"flask admin link --email {make.address(Role.LEGAL)}",
        ),
        (("--email", "nothing", "--name", "x"), "Give a whole e-mail address"),
        (("--email", "b@tsubame.example", "--name", "x", "--unit", "nowhere"), "There is no unit"),
    ],
)
def test_an_administrator_that_cannot_be_made_leaves_nothing_behind(bank: Flask, args, words: str) -> None:
    with db.scope():
        before = present_head().number
    result = flask(bank, "admin", "create", *args)
    assert result.exit_code == 1
    assert words in result.output
    with db.scope():
        assert present_head().number == before


def test_a_lost_first_link_can_be_had_again_until_there_is_a_password(own_app: Flask) -> None:
    flask(own_app, "admin", "create", "--email", "a@tsubame.example", "--name", "管理 一")
    first = flask(own_app, "admin", "link", "--email", "a@tsubame.example")
    assert first.exit_code == 0
    with db.scope(writes=True):
        user = queries.find_user_by_email("a@tsubame.example")
        found = services.find_invitation(first.output.strip().rpartition("/")[2], datetime.now(UTC))
        assert user is not None
        assert found is not None
        services.enrol(make.context(AT), found[0], user, password_hash="x")
        db.session.commit()
    again = flask(own_app, "admin", "link", "--email", "a@tsubame.example")
    assert again.exit_code == 1
    assert "two administrators" in again.output
    assert flask(own_app, "admin", "link", "--email", "nobody@tsubame.example").exit_code == 1


def test_commands_speak_japanese_to_a_japanese_terminal(bank: Flask) -> None:
    assert "操作履歴は完全です" in flask(bank, "audit", "verify", language="ja_JP.UTF-8").output


def test_the_demonstration_is_refused_in_production(own_app: Flask) -> None:
    own_app.extensions["sekisho"] = replace(own_app.extensions["sekisho"], is_production=True)
    result = flask(own_app, "demo", "load")
    assert result.exit_code == 1
    assert "never loaded into a production instance" in result.output
    assert not own_app.extensions["sekisho"].demonstration_mark.exists()
    with db.scope():
        assert queries.find_user_by_email("sato@tsubame.example") is None


def test_reset_is_refused_where_there_is_no_demonstration(bank: Flask) -> None:
    result = flask(bank, "demo", "reset", "--yes")
    assert result.exit_code == 1
    assert "no demonstration instance" in result.output
    with db.scope():
        assert present_head().number > 0


@pytest.mark.slow
@pytest.mark.parametrize("module", ["app", "wsgi"])
def test_a_schema_is_made_from_nothing_and_named(tmp_path: Path, module: str) -> None:
    data = tmp_path / "new"
    before = spawn(data, "db", "current", module=module)
    assert (before.returncode, before.stdout.splitlines()[0]) == (1, "-")
    assert not data.exists()
    assert spawn(data, "doctor", module=module).returncode == 1
    made = spawn(data, "db", "upgrade", module=module)
    assert made.returncode == 0, made.stderr
    assert data.stat().st_mode & 0o077 == 0
    now = spawn(data, "db", "current", module=module)
    assert (now.returncode, now.stdout.strip()) == (0, schema.newest())


@pytest.mark.slow
def test_lost_keys_are_not_replaced_by_new_ones(tmp_path: Path) -> None:
    assert spawn(tmp_path / "d", "db", "upgrade").returncode == 0
    (tmp_path / "d" / "keys" / "ring.json").unlink()
    refused = spawn(tmp_path / "d", "db", "upgrade")
    assert refused.returncode == 1
    assert "restore them" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.slow
def test_a_setting_that_cannot_be_read_is_named_without_a_trace(tmp_path: Path) -> None:
    refused = spawn(tmp_path / "d", "doctor", PORT="many")
    assert refused.returncode == 1
    assert "PORT=many is not a whole number" in refused.stderr
    assert "Traceback" not in refused.stderr
