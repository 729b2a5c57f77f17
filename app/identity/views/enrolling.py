"""The ways in: a one-time link, the first steps after it, and the one-click door of the demonstration."""

from typing import Any
from uuid import UUID

from flask import g, redirect, render_template, request, session, url_for
from flask_security import current_user, hash_password, logout_user
from flask_security.proxies import _security
from flask_security.utils import login_user

from app.core.authz import DEMONSTRATION, public, requires, signed_in
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import NotFound
from app.core.web import current_context, safe_next, writes
from app.identity import queries, services
from app.identity.forms import EnrolForm
from app.identity.models import User
from app.identity.views import bp


@bp.route("/enrol/<token>", methods=["GET", "POST"])
@public
@writes
def enrol(token: str) -> Any:
    found = services.find_invitation(token, current_context().at)
    if found is None:
        return render_template("identity/enrol_gone.html"), 410
    user = found[1]
    g.language = session.setdefault("language", user.language)
    form = EnrolForm()
    if form.validate_on_submit():
        problems, password = _security.password_util.validate(form.password.data or "", False, user=user)
        if not problems:
            return _enrolled(token, password)
        form.password.errors = [*form.password.errors, *problems]
    return render_template("identity/enrol.html", form=form, user=user), 422 if form.errors else 200


def _enrolled(token: str, password: str) -> Any:
    """Hash first, with the write lock let go; then the link is looked up once more and used up."""
    db.end_transaction()
    hashed = hash_password(password)
    found = services.find_invitation(token, current_context().at)
    if found is None:
        return render_template("identity/enrol_gone.html"), 410
    invitation, user = found
    if current_user.is_authenticated:
        logout_user()  # the link was opened in a browser where somebody is signed in
    services.enrol(current_context(), invitation, user, password_hash=hashed)
    return _security.two_factor_plugins.tf_enter(user, False, "invitation", next_loc=None)


@bp.get("/welcome")
@signed_in
def welcome() -> Any:
    """After signing in: who has no recovery codes gets them before anything else."""
    ctx = current_context()
    user = queries.get_self(ctx)
    if user.lacks_recovery_codes:
        return redirect(url_for("security.mf_recovery_codes"), 303)
    return redirect("/", 303)


@bp.route("/demo", methods=["GET", "POST"])
@requires(DEMONSTRATION)
@writes
def demo() -> Any:
    if request.method == "POST":
        return _step_in(_persona(request.form.get("user_id", "")))
    ctx = current_context()
    personas = queries.demonstration_personas()
    grants = queries.grants_in_force([user.id for user in personas], day_of(ctx.at))
    return render_template("identity/demo.html", personas=personas, grants=grants)


def _persona(given: str) -> User:
    try:
        return queries.get_demonstration_persona(UUID(given))
    except ValueError:
        raise NotFound from None


def _step_in(user: User) -> Any:
    if current_user.is_authenticated:
        logout_user()
    login_user(user, authn_via=["demonstration"])
    return redirect(safe_next(request.form.get("next", ""), "/"), 303)
