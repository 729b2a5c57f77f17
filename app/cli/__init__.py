"""Commands for whoever runs the server: `flask --app app …` or `flask --app wsgi …`.

They stand on an application that has not looked at the database yet, because some of them are what mends
a database, a schema or keys that the application itself would refuse.
"""

import os
import sys
from collections.abc import Callable

import click
from flask import Flask

from app.cli.administering import admin
from app.cli.asking import diligence
from app.cli.auditing import audit
from app.cli.checking import doctor
from app.cli.demonstrating import demo
from app.cli.exchanging import exchange
from app.cli.filing import files
from app.cli.finding import search
from app.cli.migrating import db
from app.cli.publishing import standards
from app.config import ConfigProblem, from_environment
from app.shell import init_app as init_shell

COMMANDS: tuple[click.Command, ...] = (
    db,
    audit,
    admin,
    doctor,
    demo,
    files,
    exchange,
    standards,
    diligence,
    search,
)

__all__ = ["COMMANDS", "command_app", "init_app", "is_asked"]


def init_app(app: Flask) -> None:
    for command in COMMANDS:
        app.cli.add_command(command)


def is_asked() -> bool:
    """Whether this process was started as `flask …` for one of our commands (and not `flask run`)."""
    names = {command.name for command in COMMANDS}
    return os.environ.get("FLASK_RUN_FROM_CLI") == "true" and bool(names & set(sys.argv[1:]))


def command_app(make: Callable[..., Flask]) -> Flask:
    """Words and commands, nothing else. `make` builds the whole application for the commands that need it."""
    try:
        config = from_environment()
    except ConfigProblem as problem:
        raise click.ClickException(str(problem)) from None
    app = Flask("app")
    app.extensions["sekisho"] = config
    app.extensions["sekisho_make"] = make
    init_shell(app, config)
    init_app(app)
    return app
