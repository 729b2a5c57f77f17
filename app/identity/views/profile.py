"""One's own account: preferences, signed-in browsers, notices."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_security import current_user

from app.core import notices
from app.core.authz import public, signed_in
from app.core.dates import day_of
from app.core.errors import DomainError
from app.core.web import current_context, run_form, safe_next, translated, writes
from app.identity import queries, services
from app.identity.forms import LanguageSetForm, ProfileForm
from app.identity.views import bp


@bp.post("/language")
@public
@writes
def language_set() -> Any:
    form = LanguageSetForm()
    target = safe_next(request.form.get("next", ""), "/")
    if form.validate_on_submit():
        ctx = current_context()
        if ctx.actor_id is None:
            session["language"] = form.language.data
        elif current_user.language != form.language.data:
            services.change_language(ctx, current_user, form.language.data)
    return redirect(target, 303)


@bp.route("/me", methods=["GET", "POST"])
@signed_in
@writes
def profile() -> Any:
    ctx = current_context()
    user = queries.get_self(ctx)
    form = ProfileForm(obj=user)
    day = day_of(ctx.at)
    return run_form(
        form,
        lambda: services.edit_profile(
            ctx, user, language=form.language.data, date_style=form.date_style.data
        ),
        to=lambda _: url_for("identity.profile"),
        page="identity/profile.html",
        done=_("Your preferences are saved."),
        user=user,
        grants=queries.grants_in_force([user.id], day)[user.id],
        lent=[(s, grant) for s, grant in queries.lent_grants(day) if s.deputy_id == user.id],
        names=queries.names_of({s.user_id for s in queries.stand_ins_of(user.id)}),
    )


@bp.get("/me/sessions")
@signed_in
def sessions() -> Any:
    ctx = current_context()
    config = current_app.extensions["sekisho"]
    found = queries.sessions_of(
        queries.get_self(ctx).id,
        seen_after=ctx.at - timedelta(minutes=config.idle_minutes),
        begun_after=ctx.at - timedelta(hours=config.absolute_hours),
    )
    return render_template("identity/sessions.html", sessions=found)


@bp.post("/me/sessions/<uuid:session_id>/end")
@signed_in
@writes
def session_end(session_id: UUID) -> Any:
    ctx = current_context()
    try:
        services.end_own_session(ctx, queries.get_self(ctx), session_id)
    except DomainError as error:
        flash(translated(error), "warning")
    else:
        flash(_("That browser is signed out."), "success")
    return redirect(url_for("identity.sessions"), 303)


@bp.post("/me/sessions/end-others")
@signed_in
@writes
def sessions_end_others() -> Any:
    ctx = current_context()
    services.end_other_sessions(ctx, queries.get_self(ctx))
    flash(_("All other browsers are signed out."), "success")
    return redirect(url_for("identity.sessions"), 303)


@bp.post("/notices/read")
@signed_in
@writes
def notices_read() -> Any:
    ctx = current_context()
    notices.mark_read(queries.get_self(ctx).id, ctx.at)
    return redirect(safe_next(request.form.get("next", ""), "/"), 303)
