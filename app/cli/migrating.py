"""`flask db`: the schema, changed by command only."""

import click

from app.cli.opening import config, prepare, schema_of
from app.cli.speaking import for_operators, say
from app.core import schema
from app.core.words import N_


@click.group()
def db() -> None:
    """The schema of the database."""


@db.command()
@for_operators
def upgrade() -> None:
    """Make folder and keys if there are none, and bring the database to the newest schema."""
    before = schema_of(config())
    prepare(config())
    if before == schema.newest():
        say(N_("The database is at the newest schema (%(version)s) already."), version=before)
    else:
        say(N_("The database is at schema %(version)s now."), version=schema.newest())


@db.command()
@click.pass_context
@for_operators
def current(ctx: click.Context) -> None:
    """Say the schema's version; exit code 1 if it is not the newest."""
    found = schema_of(config())
    click.echo(found or "-")
    if found != schema.newest():
        say(N_("This program needs schema %(version)s: run `flask db upgrade`."), version=schema.newest())
        ctx.exit(1)
