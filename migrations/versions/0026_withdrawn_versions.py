"""A provider withdraws what it published, and reads by what name an edition goes."""

import sqlalchemy as sa
from alembic import op

from app.core.model import UtcDateTime
from migrations import access

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

# What withdrawing touches; of a published row a provider's transaction changes nothing else.
TOUCHED = "{state,withdrawal_reason,withdrawn_at,withdrawn_by_id,version,updated_at}"
FUNCTION = f"""CREATE FUNCTION keep_published_version() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF current_user = 'sekisho_vendor' AND (NEW.state <> 'withdrawn'
        OR to_jsonb(NEW) - '{TOUCHED}'::text[] IS DISTINCT FROM to_jsonb(OLD) - '{TOUCHED}'::text[]) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a published version is withdrawn and not changed';
    END IF;
    RETURN NEW;
END $$"""
TRIGGER = """CREATE TRIGGER reference_version_kept BEFORE UPDATE ON reference_version FOR EACH ROW
    WHEN (OLD.state = 'published') EXECUTE FUNCTION keep_published_version()"""
# Of those that were withdrawn before nobody is told now.
WITHDRAWN = """UPDATE reference_version SET withdrawn_at = updated_at, withdrawal_told_at = updated_at
    WHERE state = 'withdrawn'"""
EDITIONS = """SELECT reference.id, framework.title_ja, framework.title_en, items.title_ja, items.title_en
    FROM security_reference AS reference
    JOIN content_version AS items ON items.kind = 'items' AND items.key = reference.edition
    JOIN content_version AS framework ON framework.kind = 'framework'
        AND reference.edition LIKE framework.key || '/%'
    ORDER BY items.number, framework.number"""
NAMED = "UPDATE security_reference SET edition_ja = :ja, edition_en = :en WHERE id = :id"


def upgrade() -> None:
    with op.batch_alter_table("security_reference") as reference:
        reference.add_column(sa.Column("edition_ja", sa.Text(), nullable=False, server_default=""))
        reference.add_column(sa.Column("edition_en", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("reference_version") as version:
        version.add_column(sa.Column("withdrawn_at", UtcDateTime(), nullable=True))
        version.add_column(sa.Column("withdrawn_by_id", sa.Uuid(), nullable=True))
        version.add_column(sa.Column("withdrawal_told_at", UtcDateTime(), nullable=True))
    op.execute(WITHDRAWN)
    _name_editions()
    if access.is_postgresql():
        op.execute(FUNCTION)
        op.execute(TRIGGER)
        op.execute("DROP POLICY vendor_writes ON reference_version")
    writable = "is_theirs AND state IN ('draft', 'published')"
    access.restrict("reference_version", "vendor_writes", writable, "UPDATE", after="is_theirs")


def downgrade() -> None:
    if access.is_postgresql():
        op.execute("DROP POLICY vendor_writes ON reference_version")
        op.execute("DROP TRIGGER reference_version_kept ON reference_version")
        op.execute("DROP FUNCTION keep_published_version")
    access.restrict(
        "reference_version", "vendor_writes", "is_theirs AND state = 'draft'", "UPDATE", after="is_theirs"
    )
    with op.batch_alter_table("reference_version") as version:
        for name in ("withdrawal_told_at", "withdrawn_by_id", "withdrawn_at"):
            version.drop_column(name)
    with op.batch_alter_table("security_reference") as reference:
        reference.drop_column("edition_en")
        reference.drop_column("edition_ja")


def _name_editions() -> None:
    """The newest wording is the last."""
    connection = op.get_bind()
    for id_, framework_ja, framework_en, ja, en in connection.execute(sa.text(EDITIONS)).all():
        said = {"id": id_, "ja": f"{framework_ja} {ja}", "en": f"{framework_en} {en}"}
        connection.execute(sa.text(NAMED), said)
