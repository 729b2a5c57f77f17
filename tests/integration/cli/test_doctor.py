"""Each check of `flask doctor` is made to fail by the one unsafe setting it looks for."""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, event, text

import app.identity.doctor
import app.standards.doctor  # noqa: F401
from app.config import Config, MailServer
from app.core import audit
from app.core.audit.head import Head, write_to
from app.core.db import db
from app.core.doctor import Examined, Finding, Level, Refused, examine, refuse_if_grave
from app.core.doctor.examining import ask, known
from app.core.jobs import JobRun, JobState
from app.core.outbox import Mail, MailState
from app.identity.models import GrantState, SignInState
from app.identity.roles import Role
from app.jobs.verifying import walk
from tests.factories import identity as make
from tests.factories.identity import Made
from tests.factories.standards import published
from tests.instances import build, of_its_own, running, sqlite_config
from tests.servers import postgres_database

AT = datetime.now(UTC)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    made = sqlite_config(tmp_path, testing=False, rate_limits=True)
    build(made)
    return made


def look(config: Config, key: str, **environ: str) -> Finding | None:
    found = [finding for finding in examine(config, environ) if finding.key == key]
    return found[0] if found else None


def level(config: Config, key: str, **environ: str) -> str:
    finding = look(config, key, **environ)
    return "none" if finding is None else finding.level.value


SMTP = MailServer("mail.tsubame.example")
SECURE: dict[str, Any] = {
    "is_production": True,
    "cookie_secure": True,
    "public_url": "https://s.example",
    "trusted_proxies": 1,
}

SETTINGS: list[tuple[str, dict[str, Any], str]] = [
    ("production", {}, "note"),
    ("production", {"is_production": True}, "ok"),
    ("cookie_secure", {"is_production": True}, "grave"),
    ("cookie_secure", SECURE, "ok"),
    ("public_url", {"cookie_secure": True, "public_url": "http://s.example"}, "grave"),
    ("public_url", {"is_production": True}, "warning"),
    ("public_url", SECURE, "ok"),
    ("proxies", {**SECURE, "trusted_proxies": 0}, "warning"),
    ("proxies", {"trusted_proxies": 1}, "warning"),
    ("proxies", SECURE, "ok"),
    ("debugging", {"testing": True}, "grave"),
    ("debugging", {}, "ok"),
    ("rate_limits", {"rate_limits": False}, "grave"),
    ("rate_limits", {}, "ok"),
    ("time_outs", {"idle_minutes": 16}, "warning"),
    ("time_outs", {"absolute_hours": 9}, "warning"),
    ("time_outs", {}, "ok"),
    ("mail_server", {}, "note"),
    ("mail_encryption", {"mail": SMTP}, "warning"),
    ("mail_encryption", {"mail": replace(SMTP, password="p")}, "grave"),
    ("mail_encryption", {"mail": replace(SMTP, use_tls=True)}, "ok"),
    ("mail_encryption", {"mail": replace(SMTP, host="localhost")}, "ok"),
    ("mail_encryption", {}, "none"),
    ("scheduler", {"with_scheduler": False}, "note"),
    ("scheduler", {"with_scheduler": True}, "ok"),
    ("master_key_place", {"is_production": True}, "warning"),
    ("head_export", {"is_production": True}, "warning"),
    ("head_export", {}, "note"),
]


@pytest.mark.parametrize(("key", "facts", "expected"), SETTINGS)
def test_a_setting_is_judged(config: Config, key: str, facts: dict[str, Any], expected: str) -> None:
    assert level(replace(config, **facts), key) == expected


def test_a_demonstration_marked_as_production_is_grave(config: Config) -> None:
    assert level(config, "demonstration") == "ok"
    config.demonstration_mark.touch()
    assert level(config, "demonstration") == "note"
    assert level(replace(config, is_production=True), "demonstration") == "grave"


def test_debugging_by_the_environment_is_grave(config: Config) -> None:
    assert level(config, "debugging", FLASK_DEBUG="1") == "grave"
    assert level(config, "debugging", FLASK_DEBUG="0") == "ok"


def test_keys_that_others_can_read_are_grave(config: Config) -> None:
    assert level(config, "key_permissions") == "ok"
    (config.keys / "ring.json").chmod(0o640)
    finding = look(config, "key_permissions")
    assert finding is not None
    assert (finding.level, finding.params["names"]) == (Level.GRAVE, "ring.json")


def test_missing_keys_are_grave(config: Config) -> None:
    assert level(config, "keys_present") == "ok"
    (config.keys / "master.key").unlink()
    assert level(config, "keys_present") == "grave"


def test_keys_of_another_account_are_warned_of(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    assert level(config, "key_owner") == "ok"
    monkeypatch.setattr("app.core.doctor.files.os.geteuid", lambda: 65_000)
    assert level(config, "key_owner") == "warning"


def test_a_master_key_elsewhere_is_well_placed(config: Config, tmp_path: Path) -> None:
    elsewhere = tmp_path / "safe" / "master.key"
    elsewhere.parent.mkdir()
    shutil.copy(config.keys / "master.key", elsewhere)
    assert level(replace(config, is_production=True, master_key_file=elsewhere), "master_key_place") == "ok"


def test_a_data_folder_open_to_all_is_grave_in_production(config: Config) -> None:
    assert level(config, "data_permissions") == "ok"
    config.data.chmod(0o755)
    assert level(config, "data_permissions") == "warning"
    assert level(replace(config, is_production=True), "data_permissions") == "grave"


def test_a_data_folder_that_is_not_there_is_grave(tmp_path: Path) -> None:
    gone = sqlite_config(tmp_path / "nowhere")
    assert level(gone, "data_writable") == "grave"
    assert level(gone, "database") == "grave"
    assert not gone.data.exists()


@pytest.mark.parametrize(("free", "expected"), [(2**40, "ok"), (2**29, "warning"), (2**20, "grave")])
def test_a_full_disk_is_announced_before_it_is_full(
    config: Config, monkeypatch, free: int, expected: str
) -> None:
    monkeypatch.setattr("app.core.doctor.files.shutil.disk_usage", lambda _path: SimpleNamespace(free=free))
    assert level(config, "free_space") == expected


def test_a_copy_of_the_head_beside_the_data_is_warned_of(config: Config, tmp_path: Path) -> None:
    assert level(replace(config, head_export=config.data / "head2.json"), "head_export_place") == "warning"
    assert level(replace(config, head_export=tmp_path / "head.json"), "head_export_place") == "warning"
    other_disk = Path("/dev/shm/head.json")  # noqa: S108 - only looked at
    expected = "ok" if other_disk.parent.stat().st_dev != tmp_path.stat().st_dev else "warning"
    assert level(replace(config, head_export=other_disk), "head_export_place") == expected


def test_a_copy_of_the_head_that_stays_behind_is_warned_of(config: Config, tmp_path: Path) -> None:
    exporting = replace(config, head_export=tmp_path / "head.json")
    write_to(config.head, Head(5, "s", AT.isoformat()))
    assert level(exporting, "head_export_fresh") == "ok"
    long_ago = (AT - timedelta(hours=1)).timestamp()
    os.utime(config.head, (long_ago, long_ago))
    assert level(exporting, "head_export_fresh") == "warning"
    write_to(tmp_path / "head.json", Head(5, "s", AT.isoformat()))
    assert level(exporting, "head_export_fresh") == "ok"


def test_an_old_schema_is_grave_and_other_checks_go_on(config: Config) -> None:
    assert level(config, "schema") == "ok"
    run_sql(config, "UPDATE alembic_version SET version_num = '0001'", "DROP TABLE mail")
    assert level(config, "schema") == "grave"
    assert level(config, "mails_waiting") == "warning"
    assert level(config, "cookie_secure") == "note"


def run_sql(config: Config, *statements: str) -> None:
    engine = create_engine(config.owner_url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


@pytest.mark.parametrize(
    ("key", "pragma"),
    [("sqlite_synchronous", "synchronous=OFF"), ("sqlite_foreign_keys", "foreign_keys=OFF"),
     ("sqlite_journal", "journal_mode=DELETE")],
)  # fmt: skip
def test_sqlite_settings_are_read_back(config: Config, key: str, pragma: str) -> None:
    assert level(config, key) == "ok"
    engine = create_engine(config.database_url)
    event.listen(engine, "connect", lambda raw, _record: raw.execute(f"PRAGMA {pragma}"))
    found = ask(key, Examined(config, engine, AT, {}))
    engine.dispose()
    assert found is not None
    assert found.level == Level.GRAVE


def test_a_log_without_its_guards_is_grave(config: Config) -> None:
    assert level(config, "log_rights") == "ok"
    run_sql(config, "DROP TRIGGER audit_event_no_delete")
    assert level(config, "log_rights") == "grave"


def test_a_clock_behind_the_log_is_grave(config: Config) -> None:
    assert level(config, "clock") == "ok"
    run_sql(config, "UPDATE audit_head SET at = '2999-01-01 00:00:00.000000'")
    assert level(config, "clock") == "grave"


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Flask]:
    with running(sqlite_config(tmp_path, testing=False, rate_limits=True)) as made:
        make.bank(AT)
        db.session.commit()
        db.end_transaction()
        yield made
        db.end_transaction()


def stored(bank: Flask, *rows: Any) -> Config:
    with db.scope(writes=True):
        db.session.add_all(rows)
        db.session.commit()
    config: Config = bank.extensions["sekisho"]
    return config


def mail(state: MailState, at: datetime) -> Mail:
    return Mail(created_at=at, address="a@b", subject="s", body="b", next_try_at=at, state=state)


def test_mails_that_wait_or_were_given_up_are_warned_of(bank: Flask) -> None:
    config = stored(bank, mail(MailState.WAITING, AT))
    assert (level(config, "mails_waiting"), level(config, "mails_failed")) == ("ok", "ok")
    stored(bank, mail(MailState.WAITING, AT - timedelta(hours=2)), mail(MailState.FAILED, AT))
    assert (level(config, "mails_waiting"), level(config, "mails_failed")) == ("note", "warning")
    assert level(replace(config, mail=SMTP), "mails_waiting") == "warning"


def test_failed_jobs_are_named(bank: Flask) -> None:
    config = stored(
        bank, JobRun(name="old", period="1", state=JobState.FAILED, started_at=AT - timedelta(days=2))
    )
    assert level(config, "jobs_failed") == "ok"
    stored(bank, JobRun(name="export_head", period="1", state=JobState.FAILED, started_at=AT))
    finding = look(config, "jobs_failed")
    assert finding is not None
    assert finding.params["names"] == "export_head"


def test_a_log_that_was_not_walked_for_two_nights_is_warned_of(bank: Flask) -> None:
    config = stored(bank)
    assert level(config, "log_verified") == "none"
    stored(
        bank, JobRun(name="verify_log", period="1", state=JobState.DONE, started_at=AT - timedelta(days=3))
    )
    assert level(config, "log_verified") == "warning"
    stored(bank, JobRun(name="verify_log", period="2", state=JobState.DONE, started_at=AT))
    assert level(config, "log_verified") == "ok"


def test_a_single_administrator_is_warned_of(bank: Flask) -> None:
    config = stored(bank)
    assert level(config, "administrators") == "warning"
    with db.scope(writes=True):
        from app.identity import queries

        root = queries.root_unit()
        assert root is not None
        second = make.grant(AT, make.user(AT, "two@tsubame.example", "二人目"), Role.ADMINISTRATOR, root)
        db.session.commit()
        assert level(config, "administrators") == "ok"
        second.state = GrantState.ENDED
        audit.record(make.context(AT), Made.FOR_TEST, second)
        db.session.commit()
    assert level(config, "administrators") == "warning"


def test_accounts_nobody_uses_are_counted(bank: Flask) -> None:
    config = stored(bank)
    assert level(config, "unused_accounts") == "ok"
    with db.scope():
        from app.identity import queries

        user = queries.find_user_by_email(make.address(Role.LEGAL))
        assert user is not None
    stored(bank, SignInState(user_id=user.id, last_seen_at=AT - timedelta(days=91)))
    finding = look(config, "unused_accounts")
    assert finding is not None
    assert (finding.level, finding.params["count"]) == (Level.WARNING, 1)


def test_invented_people_in_production_are_grave(bank: Flask) -> None:
    config = replace(stored(bank), is_production=True)
    assert level(config, "demonstration_people") == "ok"
    with db.scope(writes=True):
        user = make.user(AT, "demo@tsubame.example", "架空")
        user.is_demonstration = True
        audit.record(make.context(AT), Made.FOR_TEST, user)
        db.session.commit()
    assert level(config, "demonstration_people") == "grave"


def test_content_that_nobody_published_is_hinted_at(bank: Flask) -> None:
    config = stored(bank)
    finding = look(config, "content")
    assert finding is not None
    assert (finding.level, "flask standards publish" in finding.advice) == (Level.NOTE, True)
    with db.scope(writes=True):
        published(AT)
    assert level(config, "content") == "ok"


def test_production_refuses_to_serve_on_a_grave_finding_and_says_why(config: Config) -> None:
    refuse_if_grave(config)  # a try-out may run as it is
    with pytest.raises(Refused) as refused:
        refuse_if_grave(replace(config, is_production=True))
    assert "SEKISHO_PUBLIC_URL" in str(refused.value)
    refuse_if_grave(replace(config, **SECURE))


def test_the_command_prints_json_and_ends_with_one_on_a_grave_finding(bank: Flask) -> None:
    runner = bank.test_cli_runner()
    result = runner.invoke(args=["doctor", "--json"], env={"FLASK_DEBUG": "", "LC_ALL": "C"})
    assert result.exit_code == 0
    said = {finding["key"]: finding for finding in json.loads(result.output)}
    assert said["administrators"]["level"] == "warning"
    assert "1 people are administrators" in said["administrators"]["message"]
    bank.extensions["sekisho"] = replace(bank.extensions["sekisho"], rate_limits=False)
    assert runner.invoke(args=["doctor"], env={"LC_ALL": "C"}).exit_code == 1


def test_there_are_some_thirty_checks(config: Config) -> None:
    assert len(known()) >= 30
    assert all(finding.key and finding.message for finding in examine(config))


@pytest.fixture(scope="module")
def on_postgresql(tmp_path_factory: pytest.TempPathFactory) -> Config:
    folder = tmp_path_factory.mktemp("doctor")
    url, owner = postgres_database(f"doctor_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")
    config = sqlite_config(folder, database_url=url, owner_url=owner)
    build(config)
    return config


POSTGRESQL = (
    "fsync",
    "full_page_writes",
    "synchronous_commit",
    "login_role",
    "login_owner",
    "log_rights",
    "schema",
)


def test_an_ordinary_login_on_postgresql_is_fine(on_postgresql: Config) -> None:
    assert {key: level(on_postgresql, key) for key in POSTGRESQL} == dict.fromkeys(POSTGRESQL, "ok")


def test_a_superuser_who_owns_the_tables_is_grave(on_postgresql: Config) -> None:
    as_owner = replace(on_postgresql, database_url=on_postgresql.owner_url)
    assert level(as_owner, "login_role") == "grave"
    assert level(as_owner, "login_owner") == "grave"


def test_a_right_to_change_the_log_is_grave(on_postgresql: Config) -> None:
    run_sql(on_postgresql, "GRANT DELETE ON audit_event TO sekisho_staff")
    assert level(on_postgresql, "log_rights") == "grave"
    run_sql(on_postgresql, "REVOKE DELETE ON audit_event FROM sekisho_staff")
    assert level(on_postgresql, "log_rights") == "ok"


def test_acknowledging_before_writing_is_grave(on_postgresql: Config) -> None:
    options = "options=-csynchronous_commit%3Doff"
    engine = create_engine(f"{on_postgresql.database_url}&{options}")
    found = ask("synchronous_commit", Examined(on_postgresql, engine, AT, {}))
    engine.dispose()
    assert found is not None
    assert (found.level, found.params["setting"]) == (Level.GRAVE, "synchronous_commit")


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes"])
def test_a_server_that_does_not_wait_for_its_disk_is_grave(config: Config, monkeypatch, setting: str) -> None:
    monkeypatch.setattr(Examined, "is_postgresql", property(lambda _seen: True))
    monkeypatch.setattr(Examined, "value", lambda _seen, _statement: "off")
    found = ask(setting, Examined(config, None, AT, {}))
    assert found is not None
    assert (found.level, found.params["setting"]) == (Level.GRAVE, setting)


def test_the_log_is_walked_on_postgresql_in_one_still_picture(on_postgresql: Config) -> None:
    from app import create_app

    with of_its_own():
        made = create_app(on_postgresql)
        with made.app_context(), db.scope(writes=True):
            make.bank(AT)
            db.session.commit()
        report = walk([])
    assert report.is_whole
    assert report.last > 0
