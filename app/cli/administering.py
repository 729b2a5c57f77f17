"""`flask admin`: the first administrator, made by whoever holds the server."""

from datetime import UTC, datetime

import click
from flask import Flask, url_for
from flask_babel import gettext

from app.cli.opening import whole_app
from app.cli.speaking import Problem, for_operators, say
from app.config import Config
from app.core import audit, notices, settings
from app.core.context import Context, operator_context
from app.core.dates import day_of
from app.core.db import db
from app.core.words import N_
from app.identity import queries, services
from app.identity.events import IdentityAct as Act
from app.identity.models import Grant, GrantState, Unit, User
from app.identity.roles import Role

ROOT_CODE = "000"


@click.group()
def admin() -> None:
    """Administrators."""


@admin.command()
@click.option("--email", required=True, help="Address of the account; mails go there.")
@click.option("--name", required=True, help="The person's name.")
@click.option(
    "--unit", "unit_name", default="", help="Code or name of a unit; without one, the root of the tree."
)
@for_operators
def create(email: str, name: str, unit_name: str) -> None:
    """Make an administrator and print a one-time link to set a password and a second factor."""
    with whole_app() as app:
        ctx = operator_context(datetime.now(UTC))
        unit = find_or_make_unit(ctx, unit_name)
        user = make_administrator(ctx, email=email, name=name, unit=unit)
        token = services.issue_link(ctx, user)
        db.session.commit()
        say(N_("%(name)s is an administrator of %(unit)s."), name=user.name, unit=unit.name)
        if not _institution():
            say(N_("The institution has no name yet: once signed in, enter it under Settings."))
        _show_link(app, token)


@admin.command()
@click.option("--email", required=True, help="Address of the account.")
@for_operators
def link(email: str) -> None:
    """Print a new link for somebody who has not set a password yet: the first one is lost or too old."""
    with whole_app() as app:
        ctx = operator_context(datetime.now(UTC))
        user = queries.find_user_by_email(email)
        if user is None:
            raise Problem(N_("There is no account with this address."))
        if user.password is not None:
            raise Problem(
                N_("This person has a password: two administrators reset it on the page of the account.")
            )
        token = services.issue_link(ctx, user)
        db.session.commit()
        _show_link(app, token)


def find_or_make_unit(ctx: Context, wanted: str) -> Unit:
    """A bank begins with one unit; all others are added on the pages."""
    root = queries.root_unit()
    if root is None:
        name = wanted or _institution() or str(gettext("Head office"))
        return services.add_unit(ctx, code=ROOT_CODE, name=name)
    if not wanted:
        return root
    found = [unit for unit in queries.list_units(ctx) if wanted in (unit.code, unit.name)]
    if len(found) != 1:
        raise Problem(N_("There is no unit with the code or name %(name)s."), name=wanted)
    return found[0]


def _institution() -> str:
    stored = settings.find("institution.name")
    return str(stored.value) if stored else ""


def make_administrator(ctx: Context, *, email: str, name: str, unit: Unit) -> User:
    """Without a second person, because there may be none yet; the log says that the operator did it."""
    if "@" not in email or not name.strip():
        raise Problem(N_("Give a whole e-mail address and a name."))
    if queries.find_user_by_email(email.strip().lower()) is not None:
        raise Problem(
            N_(
                "There is an account with this address already. "
                "For a new link to it, run: flask admin link --email %(email)s"
            ),
            email=email.strip(),
        )
    others = queries.holders_of(Role.ADMINISTRATOR, day_of(ctx.at))
    user = services.invite_user(ctx, email=email, name=name.strip())
    grant = Grant(
        user_id=user.id, role=Role.ADMINISTRATOR, unit_id=unit.id, from_on=day_of(ctx.at), until_on=None,
        state=GrantState.ACTIVE,
    )  # fmt: skip
    db.session.add(grant)
    audit.record(ctx, Act.GRANT_GIVEN, grant)
    for other in others:
        notices.post(ctx, other.id, MADE_HERE, user, name=user.name)
    return user


MADE_HERE = N_("%(name)s was made an administrator by a command on the server.")


def _show_link(app: Flask, token: str) -> None:
    config: Config = app.extensions["sekisho"]
    base = config.public_url or f"http://localhost:{config.port}"
    with app.test_request_context(base_url=base):
        address = url_for("identity.enrol", token=token, _external=True)
    say(N_("This link sets a password and a second factor. It works once, for three days:"))
    click.echo(address)
