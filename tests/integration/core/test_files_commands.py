"""`flask files`, the nightly jobs and the doctor's look at the folder, on an instance with a database of its own."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from app.core import files, keys, notices
from app.core.audit import SecurityEvent
from app.core.context import system_context
from app.core.db import db
from app.core.doctor.examining import examine
from app.core.files.models import StoredFile
from app.core.files.storing import LocalFolder, store
from app.jobs import files as jobs
from tests.factories import identity as make_identity
from tests.factories.files import keep, pdf
from tests.instances import running, sqlite_config

AT = datetime.now(UTC)
CTX = system_context(AT, "test")


@pytest.fixture
def own_app(tmp_path: Path) -> Iterator[Flask]:
    with running(sqlite_config(tmp_path)) as app:
        make_identity.bank(AT)
        db.session.commit()
        db.end_transaction()
        yield app
        db.end_transaction()


def hand_in(*texts: str) -> list[StoredFile]:
    kept = [keep(pdf(text)) for text in texts]
    with db.scope(writes=True):
        rows = [files.attach(one, AT) for one in kept]
        db.session.commit()
    return rows


def place(row: StoredFile) -> Path:
    folder = store()
    assert isinstance(folder, LocalFolder)
    return folder.root / row.address[:2] / row.address[2:4] / row.address


def damage(row: StoredFile) -> None:
    content = bytearray(place(row).read_bytes())
    content[30] ^= 1
    place(row).write_bytes(bytes(content))


def flask(app: Flask, *args: str, language: str = "C") -> Result:
    return app.test_cli_runner().invoke(args=list(args), env={"LC_ALL": language})


def test_whole_files_are_counted_and_the_exit_is_0(own_app):
    hand_in("一", "二")
    keep(pdf("保存されなかった"))
    done = flask(own_app, "files", "verify")
    assert done.exit_code == 0, done.output
    assert "All files are whole: 2." in done.output
    assert "1 files belong to no record" in done.output


def test_damaged_and_missing_files_are_named_and_the_exit_is_1(own_app):
    damaged, missing, _ = hand_in("一", "二", "三")
    damage(damaged)
    place(missing).unlink()
    done = flask(own_app, "files", "verify", language="ja_JP.UTF-8")
    assert done.exit_code == 1
    assert f"破損：{damaged.address}" in done.output
    assert f"欠落：{missing.address}" in done.output
    assert "3件中2件" in done.output
    said = json.loads(flask(own_app, "files", "verify", "--json").output)
    assert said["whole"] is False
    assert {(f["sha256"], f["is_missing"]) for f in said["faults"]} == {
        (damaged.sha256, False), (missing.sha256, True),
    }  # fmt: skip


def test_the_nightly_comparison_says_how_many_are_whole(own_app):
    hand_in("一", "二")
    assert jobs.verify_nightly(CTX) == "2"


def test_the_nightly_comparison_tells_the_administrator_and_the_security_events(own_app):
    damage(hand_in("一")[0])
    with pytest.raises(jobs.FilesDamaged):
        jobs.verify_nightly(CTX)
    with db.scope():
        (event,) = db.session.scalars(select(SecurityEvent))
        assert event.kind == "file:damaged"
        assert list(db.session.scalars(select(notices.Notice)))


def test_uploads_that_nobody_saved_go_after_a_day(own_app):
    rows = hand_in("一")
    keep(pdf("保存されなかった"))
    now = datetime.now(UTC)  # a file's age is told by the folder, whose clock is the machine's
    assert jobs.sweep(system_context(now, "test")) == "0"
    assert jobs.sweep(system_context(now + timedelta(days=1, minutes=1), "test")) == "1"
    assert place(rows[0]).exists()


def test_keys_of_files_are_wrapped_under_the_present_key(own_app):
    rows = hand_in("一", "二", "三")
    keys.ring.keys["data"] = {**keys.ring.keys["data"], "d2": bytes(32)}
    keys.ring.current = {**keys.ring.current, "data": "d2"}
    done = flask(own_app, "files", "rotate-key")
    assert done.exit_code == 0, done.output
    assert "3 files were wrapped anew" in done.output
    keys.ring.keys["data"].pop("d1")
    assert flask(own_app, "files", "verify").exit_code == 0
    with db.scope():
        assert {row.key_id for row in db.session.scalars(select(StoredFile))} == {"d2"}
        (event,) = db.session.scalars(select(SecurityEvent))
        assert (event.kind, event.detail) == ("file:rewrapped", "3 under d2")
    assert "0 files were wrapped anew" in flask(own_app, "files", "rotate-key").output
    assert rows


def level(app: Flask, key: str) -> str:
    found = [finding for finding in examine(app.extensions["sekisho"], {}) if finding.key == key]
    return found[0].level.value if found else "none"


def test_the_doctor_has_nothing_to_say_before_the_first_file(own_app):
    assert level(own_app, "files_folder") == "none"
    assert level(own_app, "files_present") == "none"


def test_the_doctor_finds_a_folder_that_is_gone_open_or_incomplete(own_app):
    rows = hand_in("一", "二")
    folder = own_app.extensions["sekisho"].files
    assert level(own_app, "files_folder") == "ok"
    assert level(own_app, "files_present") == "ok"
    folder.chmod(0o755)
    assert level(own_app, "files_folder") == "warning"
    folder.chmod(0o700)
    place(rows[0]).unlink()
    assert level(own_app, "files_present") == "grave"
    folder.rename(folder.with_name("elsewhere"))
    assert level(own_app, "files_folder") == "grave"


def test_the_doctor_finds_a_folder_that_cannot_be_written(own_app, monkeypatch):
    hand_in("一")
    folder, access = own_app.extensions["sekisho"].files, os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path != folder and access(path, mode))
    assert level(own_app, "files_folder") == "grave"
