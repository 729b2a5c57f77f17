"""`flask search`: the index that the search box asks, written anew from the records."""

import click

from app.cli.opening import whole_app
from app.cli.speaking import for_operators, say
from app.core import search as index
from app.core.db import db
from app.core.words import N_


@click.group()
def search() -> None:
    """The index of the search box."""


@search.command()
@for_operators
def rebuild() -> None:
    """Describe every record anew, in one transaction. For records from before a version that lets them be found."""
    with whole_app():
        count = index.rebuild()
        db.session.commit()
        say(N_("Records that are found: %(count)s."), count=count)
