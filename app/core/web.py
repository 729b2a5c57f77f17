"""From HTTP to a service and back: the only place where a request's transaction commits."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from flask import Response, flash, g, make_response, redirect, render_template, request
from flask_babel import gettext
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from app.core import idempotency
from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError, ResultUnknown, StaleVersion
from app.core.forms import CONTROL, SekishoForm
from app.core.words import value_label

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
        key = request.form.get("idempotency_key", "")
        ctx = current_context()
        endpoint = f"{request.endpoint} {request.path}"
        if key:
            first = idempotency.begin(ctx.actor_id, endpoint, key, _body_digest(), ctx.at)
            if first is not None:
                db.session.rollback()
                return redirect(first[1], first[0])
        response = make_response(view(*args, **kwargs))
        if response.status_code >= 400 or (response.status_code < 300 and not _is_stored(response)):
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
    """A 204 answers a small save made by script; a 200 is a form shown again."""
    return response.status_code == 204


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
    return idempotency.digest_of(fields)


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
    if record is not None and request.method == "GET":
        form.version.data = str(record.version)
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
            _show_conflict(form, record)
        else:
            if done:
                flash(done, "good")
            return make_response(redirect(to(result), 303))
    if form.errors and status == 200:
        status = 422
    return make_response(
        render_template(page, form=form, record=record, is_conflict=status == 409, **context), status
    )


def _show_conflict(form: SekishoForm, record: Any) -> None:
    """Both texts: the reader's stay in the form, each field that differs says what stands there now."""
    db.session.rollback()
    db.session.refresh(record)
    form.version.data = str(record.version)
    form.version.raw_data = None
    for field in form:
        if field.short_name in CONTROL or not hasattr(record, field.short_name):
            continue
        theirs = getattr(record, field.short_name)
        if (theirs or None) != (field.data or None):
            words_of = getattr(field, "words_of", value_label)
            field.theirs = gettext("(empty)") if theirs in (None, "") else words_of(theirs)


def safe_next(target: str, otherwise: str) -> str:
    """A path of ours to go on to: never another host."""
    parts = urlsplit(target)
    is_ours = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if is_ours and not parts.netloc and not parts.scheme else otherwise
