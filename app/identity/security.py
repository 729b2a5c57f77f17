"""Flask-Security, set up for two factors and nothing it offers besides."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, abort, flash, g, request, session
from flask_security import (
    Security,
    password_changed,
    tf_profile_changed,
    user_authenticated,
    user_failed_authn,
)
from flask_security.proxies import _security
from flask_security.utils import set_request_attr

from app.config import Config
from app.core import keys, settings
from app.core.audit import SecurityEvent
from app.core.authz import ENROLLING, PUBLIC, SIGNED_IN, declare
from app.core.db import db
from app.core.deferred import later
from app.core.translating import in_language
from app.core.words import N_
from app.identity import credentials, rules, services
from app.identity.models import SignInState, User
from app.identity.passwords import SekishoPasswordUtil
from app.identity.security_forms import FORMS
from app.identity.sessions import DatabaseSessions, end_sessions
from app.identity.totp import SekishoTotp

HERE = Path(__file__).parent

ACCESS = {
    "security.login": PUBLIC,
    "security.logout": PUBLIC,
    "security.two_factor_setup": ENROLLING,
    "security.two_factor_setup_validate": ENROLLING,
    "security.two_factor_token_validation": ENROLLING,
    "security.two_factor_rescue": ENROLLING,
    "security.mf_recovery": ENROLLING,
    "security.mf_recovery_codes": SIGNED_IN,
    "security.change_password": SIGNED_IN,
    "security.tf_select": ENROLLING,
    "security.verify": SIGNED_IN,
}


def init_app(app: Flask, config: Config) -> None:
    app.session_interface = DatabaseSessions(
        timedelta(minutes=config.idle_minutes),
        timedelta(hours=config.absolute_hours),
        secure=config.cookie_secure,
    )
    app.config.update(_settings(config))
    security = Security(
        totp_cls=SekishoTotp.remembering(credentials.read_last_step, credentials.write_last_step),
        password_util_cls=SekishoPasswordUtil.knowing(_names_to_avoid),
        mail_util_cls=credentials.OutboxMail,
        mf_recovery_codes_util_cls=credentials.HashedRecoveryCodes,
    )
    forms: dict[str, Any] = dict(FORMS)
    security.init_app(app, credentials.SekishoDatastore(db, User, None), **forms)  # type: ignore[arg-type]
    User.lock_check = staticmethod(credentials.is_locked)
    User.password_check = staticmethod(credentials.verify_password)
    security.want_json(lambda _request: False)
    security.tf_token_validation_context_processor(_first_set_up)
    _load_words(security)
    app.login_manager.user_loader(_load_user)  # type: ignore[attr-defined]
    for endpoint, access in ACCESS.items():
        declare(app, [endpoint], access)
    _listen(app)

    @app.before_request
    def forms_only() -> None:
        if request.blueprint == "security" and request.method == "POST" and request.is_json:
            abort(415)


def _first_set_up() -> dict[str, Any]:
    """After a wrong first code the page shows the same key once more: the app has it already, or never got it."""
    user = _security.datastore.find_user(fs_uniquifier=session.get("tf_user_id", ""))
    if session.get("tf_state") != "validating_profile" or user is None:
        return {}
    shown = _security.totp_factory.fetch_setup_values(session["tf_totp_secret"], user)
    return {
        "authr_qrcode": shown["image"],
        "authr_key": shown["key"],
        "authr_username": shown["username"],
    }


def _load_user(uniquifier: str) -> User | None:
    """The session's own query brought the user along; a changed uniquifier ends the session."""
    user: User | None = getattr(session, "user", None)
    if user is None or user.fs_uniquifier != uniquifier or not user.active:
        return None
    # The library's own pages ask how and when the person was recognised, and turn away whom they cannot place.
    set_request_attr("fs_authn_via", "session")
    set_request_attr("fs_paa", session.get("fs_paa", 0))
    return user if user in db.session else db.session.merge(user, load=False)


def _names_to_avoid() -> list[str]:
    return [str(settings.get("institution.name")), str(settings.get("institution.name_latin"))]


def _load_words(security: Any) -> None:
    """The library's Japanese is ours; compiled in memory, so that no built file can be out of date."""
    compiled = io.BytesIO()
    catalogue = HERE / "translations/security/ja/LC_MESSAGES/flask_security.po"
    with catalogue.open("rb") as file:
        write_mo(compiled, read_po(file, locale="ja"))
    compiled.seek(0)
    security.i18n_domain.cache["ja", "flask_security"] = Translations(compiled, "flask_security")


def _listen(app: Flask) -> None:
    user_failed_authn.connect(_count_failure, app, weak=False)
    user_authenticated.connect(_signed_in, app, weak=False)
    tf_profile_changed.connect(_factor_changed, app, weak=False)
    password_changed.connect(_password_changed, app, weak=False)


def _count_failure(_sender: Any, user: User, **_: Any) -> None:
    user_id, at, address = user.id, datetime.now(UTC), request.remote_addr or ""

    def write() -> None:
        state = credentials.state_of(db.session.get_one(User, user_id))
        before = rules.Failures(state.failures, state.first_failure_at, state.locked_until)
        after = rules.after_failure(before, at)
        state.failures, state.first_failure_at, state.locked_until = (
            after.count,
            after.first_at,
            after.locked_until,
        )
        locks = after.locked_until is not None and after.locked_until != before.locked_until
        kind = "sign_in:locked" if locks else "sign_in:failed"
        db.session.add(SecurityEvent(at=at, kind=kind, user_id=user_id, address=address, detail=""))

    later(write)


def _signed_in(_sender: Any, user: User, authn_via: Any = None, **_: Any) -> None:
    """Both factors are through. The session gets a new token and its permissions."""
    session.rotate = True  # type: ignore[attr-defined]
    session.user = user  # type: ignore[attr-defined]
    g.language = user.language
    services.begin_session(session, user, datetime.now(UTC))
    if authn_via and "change" in authn_via:
        return
    _remind(user)
    user_id, at, address = user.id, datetime.now(UTC), request.remote_addr or ""

    def write() -> None:
        person = db.session.get_one(User, user_id)
        state: SignInState = credentials.state_of(person)
        state.failures, state.first_failure_at, state.locked_until = 0, None, None
        state.last_sign_in_at = state.last_seen_at = at
        db.session.add(SecurityEvent(at=at, kind="sign_in:done", user_id=user_id, address=address, detail=""))
        services.announce_privileged_sign_in(person, at)

    later(write)


NO_CODES = N_("You have no recovery codes yet. Make them on the page of your profile.")


def _remind(user: User) -> None:
    """Who signs in on the way to some page passes by the page that offers them."""
    if user.lacks_recovery_codes:
        with in_language(user.language) as translate:
            flash(translate(NO_CODES), "warning")


def _factor_changed(_sender: Any, user: User, **_: Any) -> None:
    end_sessions(user.id, except_id=session.row_id)  # type: ignore[attr-defined]
    session.rotate = True  # type: ignore[attr-defined]


def _password_changed(_sender: Any, user: User, **_: Any) -> None:
    end_sessions(user.id, except_id=session.row_id)  # type: ignore[attr-defined]


def _settings(config: Config) -> dict[str, Any]:
    return {
        "SECRET_KEY": keys.ring.derive("flask"),
        "SECURITY_PASSWORD_SALT": keys.ring.derive("password salt"),
        "SECURITY_TOTP_SECRETS": {"1": keys.ring.derive("totp")},
        **TWO_FACTORS,
        **SWITCHED_OFF,
        "SECURITY_FRESHNESS": timedelta(minutes=config.fresh_minutes),
        "SECURITY_FRESHNESS_GRACE_PERIOD": timedelta(0),
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_POST_LOGIN_VIEW": "/welcome",
        "SECURITY_POST_LOGOUT_VIEW": "/login",
        "SECURITY_POST_CHANGE_VIEW": "/me",
        "SECURITY_POST_VERIFY_VIEW": "/",
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_DEPRECATED_PASSWORD_SCHEMES": [],
        "SECURITY_PASSWORD_SINGLE_HASH": [
            "argon2"
        ],  # no HMAC under it: a rotated key would lock everybody out
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": _argon2(light=config.testing),
        "SECURITY_PASSWORD_LENGTH_MIN": 12,
        "SECURITY_PASSWORD_NORMALIZE_FORM": "NFKC",
        "SECURITY_I18N_DIRNAME": [str(HERE / "translations/security")],
        "SECURITY_I18N_DOMAIN": "flask_security",
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False, "test_environment": True},
        "WTF_CSRF_TIME_LIMIT": None,  # the token lives and ends with the session
        "SESSION_PROTECTION": None,
    }


def _argon2(*, light: bool) -> dict[str, Any]:
    # Tests sign in hundreds of times; the real cost is held by a test of its own.
    memory, time = (1024, 1) if light else (65536, 3)
    return {
        "argon2__type": "ID", "argon2__memory_cost": memory, "argon2__time_cost": time, "argon2__parallelism": 1,
    }  # fmt: skip


TWO_FACTORS: dict[str, Any] = {
    "SECURITY_TWO_FACTOR": True,
    "SECURITY_TWO_FACTOR_REQUIRED": True,
    "SECURITY_TWO_FACTOR_ALWAYS_VALIDATE": True,
    "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "SECURITY_TWO_FACTOR_IMPLEMENTATIONS": {"code": "flask_security.twofactor.CodeTfPlugin"},
    "SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
    "SECURITY_TWO_FACTOR_SETUP_WITHIN": timedelta(minutes=10),
    "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
    "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "/mf-recovery-codes",
    "SECURITY_TWO_FACTOR_ERROR_VIEW": ".login",
    "SECURITY_TOTP_ISSUER": "Sekisho",
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": 10,
}

# The library's defaults in part, written down so that a change of a default cannot open anything.
SWITCHED_OFF: dict[str, Any] = {
    "SECURITY_REGISTERABLE": False,
    "SECURITY_CONFIRMABLE": False,
    "SECURITY_RECOVERABLE": False,
    "SECURITY_PASSWORDLESS": False,
    "SECURITY_UNIFIED_SIGNIN": False,
    "SECURITY_USERNAME_ENABLE": False,
    "SECURITY_USERNAME_RECOVERY": False,
    "SECURITY_CHANGE_EMAIL": False,
    "SECURITY_TRACKABLE": False,
    "SECURITY_WEBAUTHN": False,
    "SECURITY_OAUTH_ENABLE": False,
    "SECURITY_REFRESH_TOKEN": False,
    "SECURITY_CHANGEABLE": True,
    "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_JOIN_USER_ROLES": False,
    "SECURITY_API_ENABLED_METHODS": ["session"],
    "SECURITY_FRESHNESS_ALLOW_AUTH_TOKEN": False,
    "SECURITY_CLI_USERS_NAME": None,  # `flask users` would change people past the audit log
    "SECURITY_CLI_ROLES_NAME": None,
    "SECURITY_STATIC_FOLDER": None,
    "SECURITY_CSRF_COOKIE_NAME": None,
}
