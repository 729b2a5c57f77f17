"""Roles of PostgreSQL: who may touch which table. On SQLite, which has none, these are no-ops.

`sekisho_app` is the login and owns nothing; each transaction becomes `sekisho_staff` (all rows) or
`sekisho_vendor` (rows of the organisation and the person named by two settings of the transaction).
"""

from alembic import op

ROLES = ("sekisho_staff", "sekisho_vendor", "sekisho_app")
MINE = "nullif(current_setting('sekisho.organisation_id', true), '')::uuid"
ME = "nullif(current_setting('sekisho.user_id', true), '')::uuid"


def is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def start() -> None:
    """Make the roles (they belong to the cluster, so they may exist) and give staff its rights."""
    if not is_postgresql():
        return
    for role in ROLES:
        op.execute(
            f"DO $$ BEGIN CREATE ROLE {role} NOLOGIN NOINHERIT; "
            "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        )
    op.execute(
        "DO $$ BEGIN GRANT sekisho_staff, sekisho_vendor TO sekisho_app; "
        "EXECUTE format('GRANT sekisho_staff, sekisho_vendor TO %I', current_user); "
        "EXCEPTION WHEN OTHERS THEN IF SQLERRM NOT LIKE '%concurrently%' THEN RAISE; END IF; END $$"
    )
    op.execute("GRANT USAGE ON SCHEMA public TO sekisho_app, sekisho_staff, sekisho_vendor")
    op.execute("GRANT SELECT ON alembic_version TO sekisho_app, sekisho_staff, sekisho_vendor")
    rights = "SELECT, INSERT, UPDATE, DELETE"
    op.execute(f"GRANT {rights} ON ALL TABLES IN SCHEMA public TO sekisho_staff")
    op.execute("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO sekisho_staff")
    op.execute("REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM sekisho_staff")
    op.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {rights} ON TABLES TO sekisho_staff")
    op.execute("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO sekisho_staff")


def share(table: str, rights: str, rows: str = "", holder: str = MINE) -> None:
    """Give a vendor's transactions rights; `rows` names the column that must be their organisation (or `ME`)."""
    if not is_postgresql():
        return
    op.execute(f'GRANT {rights} ON "{table}" TO sekisho_vendor')
    if rows:
        op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        op.execute(f'CREATE POLICY staff_all ON "{table}" TO sekisho_staff USING (true) WITH CHECK (true)')
        op.execute(f'CREATE POLICY vendor_own ON "{table}" TO sekisho_vendor USING ({rows} = {holder})')


def allow(table: str, name: str, condition: str) -> None:
    """A further policy for a vendor's transactions, beside the rows that are theirs."""
    if is_postgresql():
        op.execute(
            f'CREATE POLICY {name} ON "{table}" TO sekisho_vendor USING ({condition}) WITH CHECK ({condition})'
        )


def restrict(table: str, name: str, condition: str, command: str = "ALL", after: str = "") -> None:
    """A condition beside whatever else lets a vendor's transaction at a row; `after`: for the row as it will be."""
    if not is_postgresql():
        return
    using = "" if command == "INSERT" else f" USING ({condition})"
    check = "" if command in {"SELECT", "DELETE"} else f" WITH CHECK ({after or condition})"
    op.execute(
        f'CREATE POLICY {name} ON "{table}" AS RESTRICTIVE FOR {command} TO sekisho_vendor{using}{check}'
    )


def withhold(table: str, rights: str, policy: str = "") -> None:
    """Undoes `share` and `allow`."""
    if not is_postgresql():
        return
    if policy:
        op.execute(f'DROP POLICY {policy} ON "{table}"')
    op.execute(f'REVOKE {rights} ON "{table}" FROM sekisho_vendor')
