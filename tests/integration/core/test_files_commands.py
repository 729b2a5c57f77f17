"""`flask files`, the nightly jobs and the doctor's look, on an instance with a database and a store of its own."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from app.config import ObjectStore
from app.core import files, keys, notices
from app.core.audit import SecurityEvent
from app.core.context import system_context
from app.core.db import db
from app.core.doctor.examining import examine
from app.core.files.models import StoredFile
from app.core.files.storing import LocalFolder, StoreUnavailable, store
from app.jobs import files as jobs
from tests.buckets import Bucket, Link, bucket, modified
from tests.factories import identity as make_identity
from tests.factories.files import keep, pdf
from tests.instances import running, sqlite_config

AT = datetime.now(UTC)
CTX = system_context(AT, "test")


@contextmanager
def instance(folder: Path, objects: ObjectStore | None = None) -> Iterator[Flask]:
    with running(sqlite_config(folder, objects=objects)) as app:
        make_identity.bank(AT)
        db.session.commit()
        db.end_transaction()
        yield app
        db.end_transaction()


@pytest.fixture
def own_app(tmp_path: Path) -> Iterator[Flask]:
    with instance(tmp_path) as app:
        yield app


@pytest.fixture
def there() -> Bucket:
    return bucket()


@pytest.fixture
def own_bucket_app(tmp_path: Path, there: Bucket) -> Iterator[Flask]:
    with instance(tmp_path, there.settings) as app:
        yield app


@pytest.fixture(params=["folder", "bucket"])
def either_app(request: pytest.FixtureRequest) -> Flask:
    app: Flask = request.getfixturevalue("own_app" if request.param == "folder" else "own_bucket_app")
    return app


@pytest.fixture
def behind(request: pytest.FixtureRequest, either_app: Flask) -> "Behind":
    is_folder = either_app.extensions["sekisho"].objects is None
    return Behind(None if is_folder else request.getfixturevalue("there"))


class Behind:
    """What happens to a file behind the product's back."""

    def __init__(self, there: Bucket | None) -> None:
        self.there = there

    def damage(self, row: StoredFile) -> None:
        if self.there is None:
            modified(place(row))
        else:
            content = self.there.read(row.address)
            self.there.write(row.address, content[:30] + bytes([content[30] ^ 1]) + content[31:])

    def lose(self, row: StoredFile) -> None:
        if self.there is None:
            place(row).unlink()
        else:
            self.there.lose(row.address)


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


def flask(app: Flask, *args: str, language: str = "C") -> Result:
    return app.test_cli_runner().invoke(args=list(args), env={"LC_ALL": language})


def test_whole_files_are_counted_and_the_exit_is_0(either_app):
    hand_in("一", "二")
    keep(pdf("保存されなかった"))
    done = flask(either_app, "files", "verify")
    assert done.exit_code == 0, done.output
    assert "All files are whole: 2." in done.output
    assert "1 files belong to no record" in done.output


def test_damaged_and_missing_files_are_named_and_the_exit_is_1(either_app, behind):
    damaged, missing, _ = hand_in("一", "二", "三")
    behind.damage(damaged)
    behind.lose(missing)
    done = flask(either_app, "files", "verify", language="ja_JP.UTF-8")
    assert done.exit_code == 1
    assert f"破損：{damaged.address}" in done.output
    assert f"欠落：{missing.address}" in done.output
    assert "3件中2件" in done.output
    said = json.loads(flask(either_app, "files", "verify", "--json").output)
    assert said["whole"] is False
    assert {(f["sha256"], f["is_missing"]) for f in said["faults"]} == {
        (damaged.sha256, False), (missing.sha256, True),
    }  # fmt: skip


def test_the_nightly_comparison_says_how_many_are_whole(either_app):
    hand_in("一", "二")
    assert jobs.verify_nightly(CTX) == "2"


def test_the_nightly_comparison_tells_the_administrator_and_the_security_events(either_app, behind):
    behind.damage(hand_in("一")[0])
    with pytest.raises(jobs.FilesDamaged):
        jobs.verify_nightly(CTX)
    with db.scope():
        (event,) = db.session.scalars(select(SecurityEvent))
        assert event.kind == "file:damaged"
        assert list(db.session.scalars(select(notices.Notice)))


def test_uploads_that_nobody_saved_go_after_a_day(either_app):
    rows = hand_in("一")
    keep(pdf("保存されなかった"))
    now = datetime.now(UTC)  # a file's age is told by the folder, whose clock is the machine's
    assert jobs.sweep(system_context(now, "test")) == "0"
    assert jobs.sweep(system_context(now + timedelta(days=1, minutes=1), "test")) == "1"
    assert store().size(rows[0].address)


def test_keys_of_files_are_wrapped_under_the_present_key(either_app):
    rows = hand_in("一", "二", "三")
    keys.ring.keys["data"] = {**keys.ring.keys["data"], "d2": bytes(32)}
    keys.ring.current = {**keys.ring.current, "data": "d2"}
    done = flask(either_app, "files", "rotate-key")
    assert done.exit_code == 0, done.output
    assert "3 files were wrapped anew" in done.output
    keys.ring.keys["data"].pop("d1")
    assert flask(either_app, "files", "verify").exit_code == 0
    with db.scope():
        assert {row.key_id for row in db.session.scalars(select(StoredFile))} == {"d2"}
        (event,) = db.session.scalars(select(SecurityEvent))
        assert (event.kind, event.detail) == ("file:rewrapped", "3 under d2")
    assert "0 files were wrapped anew" in flask(either_app, "files", "rotate-key").output
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


def test_the_doctor_says_where_the_files_lie_and_whether_it_answers(own_bucket_app, there):
    app = own_bucket_app
    rows = hand_in("一", "二")
    assert level(app, "files_folder") == "none"
    assert level(app, "files_store") == "ok"
    assert level(app, "files_present") == "ok"
    said = flask(app, "doctor", language="ja_JP.UTF-8").output
    assert f"ファイルは{there.settings.name}にあり、保管先は応答しています。" in said
    there.lose(rows[0].address)
    assert level(app, "files_present") == "grave"
    app.extensions["sekisho"] = replace(
        app.extensions["sekisho"], objects=replace(there.settings, secret="s3cr3t-of-nobody")
    )
    assert level(app, "files_store") == "grave"
    said = flask(app, "doctor", language="ja_JP.UTF-8").output
    assert f"（{there.settings.name}）が要求を拒否しています：SignatureDoesNotMatch。" in said
    for hidden in ("s3cr3t-of-nobody", there.settings.key_id):
        assert hidden not in said


def test_the_doctor_lets_an_instance_start_while_its_store_is_away(own_bucket_app, there):
    hand_in("一")
    with Link() as link:
        port = link.port
    config = replace(own_bucket_app.extensions["sekisho"], objects=there.through(port))
    found = {finding.key: finding.level.value for finding in examine(config, {})}
    assert found["files_store"] == "warning"
    assert "files_present" not in found


def test_the_doctor_does_not_count_a_great_many_files(own_bucket_app, monkeypatch):
    hand_in("一", "二")
    monkeypatch.setattr("app.core.doctor.stored.MOST_LISTED", 1)
    assert level(own_bucket_app, "files_present") == "note"


def test_a_command_and_the_nightly_comparison_say_that_the_store_is_away(own_bucket_app, there):
    hand_in("一")
    own_bucket_app.extensions["sekisho"] = replace(
        own_bucket_app.extensions["sekisho"], objects=replace(there.settings, bucket="bucket-of-nobody")
    )
    done = flask(own_bucket_app, "files", "verify")
    assert done.exit_code == 1
    assert "s3://bucket-of-nobody/evidence/files: NoSuchBucket" in done.output
    assert "Traceback" not in done.output
    with pytest.raises(StoreUnavailable):
        jobs.verify_nightly(CTX)
    with db.scope():
        assert list(db.session.scalars(select(SecurityEvent))) == []  # no file counts as lost


@pytest.fixture
def named(there, monkeypatch) -> str:
    """The bucket as an operator names it."""
    monkeypatch.setenv("SEKISHO_S3_ENDPOINT", there.settings.endpoint)
    monkeypatch.setenv("SEKISHO_S3_KEY_ID", there.settings.key_id)
    monkeypatch.setenv("SEKISHO_S3_SECRET", there.settings.secret)
    return str(there.settings.name)


def move(app: Flask, objects: ObjectStore | None) -> None:
    app.extensions["sekisho"] = replace(app.extensions["sekisho"], objects=objects)


def test_files_go_to_a_bucket_and_back_and_are_proved_there(own_app, there, named):
    rows = hand_in("一", "二", "三")
    keep(pdf("保存されなかった"))
    done = flask(own_app, "files", "copy", "--to", named, "--most", "2")
    assert done.exit_code == 0, done.output
    assert f"2 files were copied to {named}" in done.output
    assert "1 are still to be copied" in done.output
    done = flask(own_app, "files", "copy", "--to", named)
    assert "1 files were copied" in done.output
    assert "2 were there before" in done.output
    assert there.keys() == sorted(there.key(row.address) for row in rows)
    first = [place(row) for row in rows]
    assert all(path.exists() for path in first)
    with db.scope():
        events = [(event.kind, event.detail) for event in db.session.scalars(select(SecurityEvent))]
    assert sorted(events) == [("file:copied", f"1 to {named}"), ("file:copied", f"2 to {named}")]
    move(own_app, there.settings)
    assert "All files are whole: 3." in flask(own_app, "files", "verify").output
    (late,) = hand_in("四")
    for path in first:
        path.unlink()
    done = flask(own_app, "files", "copy", "--to", "folder")
    assert "4 files were copied" in done.output
    move(own_app, None)
    assert "All files are whole: 4." in flask(own_app, "files", "verify").output
    assert place(late).exists()


def test_a_damaged_file_is_named_and_not_copied(own_app, there, named):
    damaged, missing, whole = hand_in("一", "二", "三")
    modified(place(damaged))
    place(missing).unlink()
    done = flask(own_app, "files", "copy", "--to", named)
    assert done.exit_code == 1
    assert f"Damaged: {damaged.address}" in done.output
    assert f"Missing: {missing.address}" in done.output
    assert "1 files were copied" in done.output
    assert there.keys() == [there.key(whole.address)]


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("folder", "already"),
        ("s3://bucket-of-nobody", "s3://bucket-of-nobody: NoSuchBucket"),
        ("/srv/files", "neither `folder` nor s3://bucket/prefix"),
    ],
)
def test_what_cannot_be_copied_to_is_said(own_app, named, to, said):
    hand_in("一")
    done = flask(own_app, "files", "copy", "--to", to)
    assert done.exit_code == 1
    assert said in done.output
