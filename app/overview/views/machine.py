"""What scripts, browsers and monitors ask: drafts, reports of the policy, health."""

import json
from datetime import datetime
from functools import lru_cache
from typing import cast
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, abort, jsonify, make_response, redirect, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from app.core import authz, drafts, schema
from app.core.audit import SecurityEvent
from app.core.authz import public, signed_in
from app.core.context import Context
from app.core.dates import DateStyle, format_datetime
from app.core.db import db
from app.core.deferred import later
from app.core.logs import log
from app.core.web import current_context, writes
from app.overview import bare, queries, rules
from app.overview.views import bp

LONGEST_KEY = 200
MOST_DRAFTS = 50
LARGEST_REPORT = 8 * 1024
REPORTS = "30 per minute"


def _own_draft_key(key: str) -> str:
    if len(key) > LONGEST_KEY or not key.isprintable():
        abort(404)
    return key


@bp.route("/drafts/<path:key>")
@signed_in
def draft(key: str) -> ResponseReturnValue:
    """One's own draft as `draft.js` expects it."""
    ctx = current_context()
    assert ctx.actor_id is not None  # noqa: S101 - the guard let a signed-in person through
    found = drafts.find(ctx.actor_id, _own_draft_key(key))
    if found is None:
        return jsonify({})
    fields = {name: values for name, values in drafts.fields_of(found).items() if rules.may_be_kept(name)}
    return jsonify(fields=fields, saved_label=format_datetime(found.saved_at, DateStyle(ctx.date_style)))


@bp.route("/drafts/<path:key>", methods=["POST"])
@signed_in
@writes
def draft_save(key: str) -> ResponseReturnValue:
    ctx = current_context()
    assert ctx.actor_id is not None  # noqa: S101 - the guard let a signed-in person through
    _refuse_readers(ctx)
    fields = rules.kept_fields(request.form.items(multi=True))
    fields[rules.PAGE] = [_page_of_referrer()]
    if len(json.dumps(fields)) > drafts.LIMIT:
        abort(413)
    drafts.save(ctx.actor_id, _own_draft_key(key), fields, ctx.at)
    db.session.flush()
    for oldest in queries.drafts_beyond(ctx.actor_id, MOST_DRAFTS):
        drafts.drop(ctx.actor_id, oldest)
    return "", 204


def _refuse_readers(ctx: Context) -> None:
    """Who may change nothing has no form, and so nothing to keep."""
    known = authz.known()
    if not any(permission in known and known[permission].writes for permission in ctx.permissions):
        abort(403)


def _page_of_referrer() -> str:
    """The page the draft was typed on, to lead back to it."""
    parts = urlsplit(request.referrer or "")
    return parts.path[:LONGEST_KEY] if parts.netloc == request.host and parts.path.startswith("/") else ""


@bp.route("/drafts/<path:key>", methods=["DELETE"])
@signed_in
@writes
def draft_delete(key: str) -> ResponseReturnValue:
    _drop(key)
    return "", 204


@bp.route("/drafts/<path:key>/drop", methods=["POST"])
@signed_in
@writes
def draft_drop(key: str) -> ResponseReturnValue:
    """The same for a button without a script."""
    _drop(key)
    return make_response("", 303, {"Location": "/"})


def _drop(key: str) -> None:
    ctx = current_context()
    assert ctx.actor_id is not None  # noqa: S101 - the guard let a signed-in person through
    drafts.drop(ctx.actor_id, _own_draft_key(key))


@bp.route("/csp-report", methods=["POST"])
@public
def csp_report() -> ResponseReturnValue:
    """A browser refused something on a page of ours. Which rule, and on which path; nothing else is kept."""
    if (request.content_length or 0) > LARGEST_REPORT:
        abort(413)
    detail = rules.report_of(request.get_data(cache=False)[:LARGEST_REPORT])
    if detail:
        at = current_context().at
        later(lambda: _keep_report(at, detail))
    return "", 204


def _keep_report(at: datetime, detail: str) -> None:
    db.session.add(SecurityEvent(at=at, kind="csp:refused", user_id=None, address="", detail=detail))


@bp.before_app_request
def without_control_characters() -> ResponseReturnValue | None:
    """No page can show them and no database of ours keeps them, so they are taken out of an address."""
    given = list(request.args.items(multi=True))
    cleaned = [(name, rules.printable(value)) for name, value in given]
    if request.method != "GET" or cleaned == given:
        return None
    return redirect(f"{request.path}?{urlencode(cleaned)}", 303)


@bp.record_once
def _set_up(state: BlueprintSetupState) -> None:
    """A browser sends its report without our token; so many a minute are enough to learn from."""
    extensions, views = state.app.extensions, state.app.view_functions
    endpoint = f"{bp.name}.{csp_report.__name__}"
    for limiter in extensions.get("limiter", ()):
        views[endpoint] = limiter.limit(REPORTS)(views[endpoint])
    extensions["csrf"].exempt(views[endpoint])
    bare.init_app(cast(Flask, state.app))


@lru_cache(maxsize=1)
def _newest() -> str:
    return schema.newest()


@bp.route("/health/live")
@public
def health_live() -> ResponseReturnValue:
    return jsonify(status="ok")


@bp.route("/health")
@public
def health() -> ResponseReturnValue:
    """Whether this process can do its work: the database answers, and its schema is ours."""
    try:
        is_well = schema.current(db.session.connection()) == _newest()
    except SQLAlchemyError as error:
        log.error("health", error=error)
        is_well = False
    response: Response = jsonify(status="ok" if is_well else "unavailable")
    response.status_code = 200 if is_well else 503
    return response
