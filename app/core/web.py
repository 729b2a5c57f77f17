"""From HTTP to a service and back: the only place where a request's transaction commits."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from flask import Response, abort, current_app, flash, g, make_response, redirect, render_template, request
from flask_babel import gettext
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from wtforms import Field

from app.core import history, idempotency, merging
from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError, ResultUnknown, StaleVersion
from app.core.files import receiving
from app.core.forms import CONTROL, SekishoForm

View = TypeVar("View", bound=Callable[..., Any])
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def current_context() -> Context:
    return cast(Context, g.ctx)


def translated(error: DomainError) -> str:
    return str(gettext(error.message, **error.params))


def show_error(form: SekishoForm, error: DomainError) -> None:
    message = translated(error)
    if error.field and error.field in form:
        form[error.field].errors = [*form[error.field].errors, message]
    else:
        form.form_errors.append(message)


def writes(view: View) -> View:
    """Commit when the view redirects; a form shown again or an error rolls back."""

    @functools.wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        if request.method in SAFE:
            return view(*args, **kwargs)
        if request.is_json:
            # To a form of ours the body would be an empty form, and the answer that of an empty form.
            abort(415)
        key = request.form.get("idempotency_key", "")
        ctx = current_context()
        endpoint = f"{request.endpoint} {request.path}"
        if key:
            first = idempotency.begin(ctx.actor_id, endpoint, key, _body_digest(), ctx.at)
            if first is not None:
                db.session.rollback()
                return redirect(first[1], first[0])
        response = make_response(view(*args, **kwargs))
        if not g.get("keeps_part") and not _is_stored(response):
            db.session.rollback()
            return response
        if key:
            idempotency.finish(
                ctx.actor_id, endpoint, key, response.status_code, response.location or request.path
            )
        commit()
        return response

    return cast(View, wrapper)


def _is_stored(response: Response) -> bool:
    """A 204, or JSON, answers a small save made by script; a page with 200 is a form shown again."""
    if response.status_code < 300:
        return response.status_code == 204 or response.is_json
    return response.status_code < 400


def keep_part(response: Response) -> Response:
    """A form shown again with what is wrong in it, whose other part is stored all the same."""
    g.keeps_part = True
    return response


def commit() -> None:
    """Commit; when the link breaks under it, say that the result is not known, never that it failed."""
    try:
        db.session.commit()
    except DBAPIError as error:
        if error.connection_invalidated:
            raise ResultUnknown from error
        raise
    g.is_committed = True


def _body_digest() -> str:
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in CONTROL]
    return idempotency.digest_of(fields + receiving.digests())


def check_version(record: Any, version: int) -> None:
    """The form was filled in against this version, or somebody was faster."""
    if record.version != version:
        raise StaleVersion(record)


def run_form(
    form: SekishoForm,
    act: Callable[[], Any],
    *,
    to: Callable[[Any], str],
    page: str,
    done: str = "",
    record: Any = None,
    **context: Any,
) -> Response:
    """Show the form, or run the act and go on. A refusal, or somebody else's save, gives the form back."""
    status = 200
    shown = merging.shown_fields(form, record)
    if record is not None and request.method == "GET":
        merging.remember(form, record, shown)
    if form.validate_on_submit():
        try:
            result = act()
            db.session.flush()
        except DomainError as error:
            # What the act had begun is undone before the page reads anything: a read would try to store it.
            db.session.rollback()
            show_error(form, error)
        except IntegrityError:
            # Two people entered the same at one moment: no rule could see it, the database did.
            db.session.rollback()
            form.form_errors.append(
                gettext("Somebody just saved the same. Look at what is there, then save again.")
            )
        except (StaleVersion, StaleDataError):
            status = 409
            _show_conflict(form, record, shown)
        else:
            if done:
                flash(done, "good")
            return make_response(redirect(to(result), 303))
    if form.errors and status == 200:
        status = 422
    shown_again = render_template(page, form=form, record=record, is_conflict=status == 409, **context)
    return make_response(shown_again, status)


def _show_conflict(form: SekishoForm, record: Any, shown: list[Field]) -> None:
    """The form goes on from what stands there now; where both changed a field it says what the other wrote."""
    db.session.rollback()
    db.session.refresh(record)
    conflict = merging.merge(form, record, shown)
    merging.remember(form, record, shown)
    # A vendor's person may not read the log, which knows who it was.
    if not current_context().is_vendor:
        people = current_app.extensions.get("people_named", lambda _ids: {})
        conflict.who, conflict.at = history.last_change(record, people)
    g.conflict = conflict


def safe_next(target: str, otherwise: str) -> str:
    """A path of ours to go on to: never another host."""
    parts = urlsplit(target)
    is_ours = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if is_ours and not parts.netloc and not parts.scheme else otherwise
