"""The schema changes by command only, all or nothing, whoever else is at it; the product refuses any other."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from app import create_app
from app.config import Config
from app.core import keys, schema
from app.core.schema import OldSchema, newest
from tests.migrations.filling import fill

NEXT = '''"""A migration that is still to come."""

import os
import time

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{newest}"


def upgrade() -> None:
    op.create_table("planted", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("INSERT INTO planted (id) VALUES (1)")
    op.execute("UPDATE setting SET key = key || '-changed'")
    {fault}


def downgrade() -> None:
    op.drop_table("planted")
'''
FAULT = 'raise RuntimeError("planted")'
SLOW = 'print("half way", flush=True); time.sleep(60)'

RUN = "import sys; from pathlib import Path; from app.core import schema\n"
UPGRADE = RUN + "schema.MIGRATIONS = Path(sys.argv[3]); schema.upgrade(sys.argv[1], Path(sys.argv[2]))"


def planted(tmp_path: Path, fault: str) -> Path:
    """The migrations of the product with one more."""
    folder = tmp_path / "with_next"
    shutil.copytree(schema.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    text_of = NEXT.format(newest=newest(), fault=fault)
    (folder / "versions" / "9999_next.py").write_text(text_of, encoding="utf-8")
    return folder


def start(empty, folder: Path) -> subprocess.Popen:
    command = [sys.executable, "-c", UPGRADE, empty.url, str(empty.lock), str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=schema.MIGRATIONS.parent)


def assert_as_before(empty, revision: str) -> None:
    assert empty.revision == revision
    assert "planted" not in empty.table_names()
    with empty.writing() as connection:
        assert connection.scalar(text("SELECT count(*) FROM setting WHERE key LIKE '%-changed'")) == 0


@pytest.fixture
def filled(empty):
    empty.up()
    with empty.writing() as connection:
        fill(connection, only={"setting"})
    return empty


def test_a_migration_that_fails_leaves_the_old_schema_and_works_when_mended(filled, tmp_path, monkeypatch):
    old = newest()
    folder = planted(tmp_path, FAULT)
    monkeypatch.setattr(schema, "MIGRATIONS", folder)
    with pytest.raises(RuntimeError, match="planted"):
        filled.up()
    assert_as_before(filled, old)
    next_file = folder / "versions" / "9999_next.py"
    next_file.write_text(next_file.read_text(encoding="utf-8").replace(FAULT, ""), encoding="utf-8")
    filled.up()
    assert filled.revision == "9999"
    assert "planted" in filled.table_names()


def test_a_migration_killed_half_way_leaves_the_old_schema(filled, tmp_path):
    old = newest()
    process = start(filled, planted(tmp_path, SLOW))
    assert process.stdout is not None
    assert process.stdout.readline() == "half way\n"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    for _ in range(100):  # the server notices the cut in its own time
        if _is_free(filled):
            break
        time.sleep(0.05)
    assert_as_before(filled, old)
    filled.up()


def _is_free(empty) -> bool:
    if empty.is_sqlite:
        return True
    with empty.engine.connect() as connection:
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        return not connection.scalar(text(others))


def test_two_processes_that_upgrade_at_once_are_fine(empty):
    both = [start(empty, schema.MIGRATIONS) for _ in range(2)]
    assert [process.wait(60) for process in both] == [0, 0]
    for process in both:
        assert process.stdout is not None
        process.stdout.close()
    assert empty.revision == newest()


def test_upgrading_twice_changes_nothing(filled):
    filled.up()
    assert filled.revision == newest()


@pytest.mark.parametrize("older", ["", "0001"])
def test_the_product_refuses_an_old_schema_and_says_what_to_do(empty, tmp_path, older):
    if older:
        empty.up(older)
    config = Config(data=tmp_path, database_url=empty.app_url, owner_url=empty.url, testing=True)
    keys.create(config.keys)
    had = _state()
    try:
        with pytest.raises(
            OldSchema, match=rf"at schema {older or 'none'}.*needs {newest()}.*flask db upgrade"
        ):
            create_app(config)
    finally:
        _restore(had)


def _state():
    from app.core.audit import head
    from app.core.db import db

    return db.__dict__.copy(), keys.ring.keys, keys.ring.current, head._path


def _restore(had) -> None:
    from app.core.audit import head
    from app.core.db import db

    db.engine.dispose()
    db.__dict__.clear()
    db.__dict__.update(had[0])
    keys.ring.keys, keys.ring.current, head._path = had[1:]


def test_a_newer_schema_is_refused_too(filled, tmp_path, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(schema, "MIGRATIONS", planted(tmp_path, ""))
        filled.up()
    with pytest.raises(OldSchema, match="9999"):
        schema.require_newest(filled.engine)
