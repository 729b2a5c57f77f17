"""Checks of the database: it keeps what it acknowledged, and the application may not change the log."""

from app.core import schema
from app.core.doctor.examining import Examined, Finding, NotApplicable, check, grave
from app.core.words import N_


def _needs_sqlite(seen: Examined) -> None:
    if not seen.is_sqlite:
        raise NotApplicable


def _needs_postgresql(seen: Examined) -> None:
    if not seen.is_postgresql:
        raise NotApplicable


@check("database", N_("The database answers."))
def database(seen: Examined) -> Finding | None:
    if seen.engine is not None:
        return None
    return grave(
        N_("The database cannot be opened (%(problem)s)."),
        N_("Check DATABASE_URL and that the database runs; on a new instance run `flask db upgrade`."),
        problem=seen.problem,
    )


@check("schema", N_("The database is at the newest schema."))
def newest_schema(seen: Examined) -> Finding | None:
    if seen.engine is None:
        raise NotApplicable
    with seen.engine.connect() as connection:
        found = schema.current(connection)
    if found == schema.newest():
        return None
    return grave(
        N_("The database is at schema %(found)s, this program needs %(wanted)s."),
        N_("Make a backup, then run `flask db upgrade`."),
        found=found or "-",
        wanted=schema.newest(),
    )


@check("sqlite_synchronous", N_("SQLite waits until the disk has what it acknowledges."))
def sqlite_synchronous(seen: Examined) -> Finding | None:
    _needs_sqlite(seen)
    if seen.value("PRAGMA synchronous") == 2:
        return None
    return grave(
        N_("SQLite acknowledges before the disk has the data: a power cut would lose it."),
        N_("Take whatever sets `synchronous` out; Sekisho sets it to FULL."),
    )


@check("sqlite_foreign_keys", N_("SQLite holds references together."))
def sqlite_foreign_keys(seen: Examined) -> Finding | None:
    _needs_sqlite(seen)
    if seen.value("PRAGMA foreign_keys") == 1:
        return None
    return grave(
        N_("SQLite does not check references between records."),
        N_("Take whatever sets `foreign_keys` out; Sekisho switches it on."),
    )


@check("sqlite_journal", N_("SQLite writes ahead (WAL)."))
def sqlite_journal(seen: Examined) -> Finding | None:
    _needs_sqlite(seen)
    if seen.value("PRAGMA journal_mode") == "wal":
        return None
    return grave(
        N_("SQLite does not write ahead (WAL): readers and writers would block one another."),
        N_("Keep the database on a local disk; shared drives cannot do this."),
    )


def _must_be_on(seen: Examined, setting: str) -> Finding | None:
    _needs_postgresql(seen)
    if seen.value(SHOW[setting]) == "on":
        return None
    return grave(
        N_("PostgreSQL runs with %(setting)s switched off: acknowledged data could be lost."),
        N_("Switch %(setting)s on and restart PostgreSQL."),
        setting=setting,
    )


SHOW = {
    "fsync": "SHOW fsync",
    "full_page_writes": "SHOW full_page_writes",
    "synchronous_commit": "SHOW synchronous_commit",
}


@check("fsync", N_("PostgreSQL waits for the disk (fsync)."))
def fsync(seen: Examined) -> Finding | None:
    return _must_be_on(seen, "fsync")


@check("full_page_writes", N_("PostgreSQL can repair torn pages (full_page_writes)."))
def full_page_writes(seen: Examined) -> Finding | None:
    return _must_be_on(seen, "full_page_writes")


@check("synchronous_commit", N_("PostgreSQL acknowledges after writing (synchronous_commit)."))
def synchronous_commit(seen: Examined) -> Finding | None:
    _needs_postgresql(seen)
    # The other values wait for standbys on top of the own disk.
    if seen.value(SHOW["synchronous_commit"]) in ("on", "remote_write", "remote_apply"):
        return None
    return _must_be_on(seen, "synchronous_commit")


@check("login_role", N_("The application's login is an ordinary one."))
def login_role(seen: Examined) -> Finding | None:
    _needs_postgresql(seen)
    if not seen.value("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user"):
        return None
    return grave(
        N_("The application signs in to PostgreSQL as a superuser or past row security."),
        N_("Put the login `sekisho_app` into DATABASE_URL, and the owner into SEKISHO_OWNER_DATABASE_URL."),
    )


@check("login_owner", N_("The application's login owns no table."))
def login_owner(seen: Examined) -> Finding | None:
    _needs_postgresql(seen)
    if not seen.value(
        "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = session_user"
    ):
        return None
    return grave(
        N_("The application signs in to PostgreSQL as the owner of the tables, whom no right restrains."),
        N_("Put the login `sekisho_app` into DATABASE_URL, and the owner into SEKISHO_OWNER_DATABASE_URL."),
    )


LOG_RIGHTS = (
    "SELECT bool_or(has_table_privilege(r.rolname, 'audit_event', 'UPDATE') "
    "OR has_table_privilege(r.rolname, 'audit_event', 'DELETE') "
    "OR has_table_privilege(r.rolname, 'audit_event', 'TRUNCATE')) "
    "FROM pg_roles r WHERE r.rolname IN ('sekisho_staff', 'sekisho_vendor', 'sekisho_app')"
)
LOG_TRIGGERS = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit_event_no_%'"


@check("log_rights", N_("The application cannot change the audit log."))
def log_rights(seen: Examined) -> Finding | None:
    if seen.engine is None:
        raise NotApplicable
    is_open = seen.value(LOG_RIGHTS) if seen.is_postgresql else seen.value(LOG_TRIGGERS) < 2
    if not is_open:
        return None
    return grave(
        N_("The application could change or delete lines of the audit log."),
        N_("Find out who gave that right. Take it away, and run `flask audit verify`."),
    )
