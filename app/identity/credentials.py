"""Where Flask-Security stores: each change of a credential is an act in the audit log, each counter is not."""

import re
import unicodedata
from datetime import UTC, datetime
from typing import Any, cast

from flask import session
from flask_security import MailUtil, MfRecoveryCodesUtil, SQLAlchemyUserDatastore, UserMixin
from flask_security.proxies import _security
from flask_security.utils import verify_password as _verify
from sqlalchemy import inspect, or_, update

from app.core import audit, keys
from app.core.context import Context
from app.core.db import db
from app.core.web import commit, current_context
from app.identity import queries, rules
from app.identity.events import IdentityAct as Act
from app.identity.models import SignInState, User

# Column → what its change is called.
ACTS = {
    "password": Act.PASSWORD_SET,
    "sealed_totp": Act.FACTOR_SET,
    "tf_primary_method": Act.FACTOR_SET,
    "mf_recovery_codes": Act.RECOVERY_CODES_CHANGED,
    "fs_uniquifier": Act.CREDENTIALS_CHANGED,
}


class SekishoDatastore(SQLAlchemyUserDatastore):
    """The library's every write goes through `put` and `commit`: there the change gets its act."""

    def put(self, model: Any) -> Any:
        # Here already: the commit may follow after a page was rendered, whose queries flush what was dirty.
        stored = super().put(model)  # type: ignore[no-untyped-call]
        self._explain([getattr(model, "_get_current_object", lambda: model)()])
        return stored

    def commit(self) -> None:
        try:
            self._explain(list(db.session.dirty))
            commit()
        except Exception:
            db.session.rollback()
            session.clear()  # a commit that failed must not leave somebody signed in
            raise

    def _explain(self, records: list[Any]) -> None:
        for user in [record for record in records if isinstance(record, User)]:
            changed = [name for name in ACTS if inspect(user).attrs[name].history.has_changes()]
            if changed:
                ctx = current_context()
                # Between password and second factor nobody is signed in yet; it is that person all the same.
                acting = ctx if ctx.actor_id else Context(at=ctx.at, actor_id=user.id, actor_name=user.name)
                audit.record(acting, ACTS[changed[0]], user)


class OutboxMail(MailUtil):
    """The library's own mails stay unsent: ours are written from what happened, in the reader's language."""

    def send_mail(self, *_args: Any, **_kwargs: Any) -> None:
        return None


class HashedRecoveryCodes(MfRecoveryCodesUtil):
    """Only hashes are stored, shown once; a code is typed by hand, so its dress does not matter."""

    def _hash(self, code: str) -> str:
        plain = re.sub(r"[^0-9a-f]", "", unicodedata.normalize("NFKC", code).lower())
        return keys.ring.sign("web", f"recovery:{plain}".encode(), min(keys.ring.keys["web"]))[1]

    def create_recovery_codes(self, user: UserMixin) -> list[str]:
        codes: list[str] = _security.totp_factory.generate_recovery_codes(10)
        _security.datastore.mf_set_recovery_codes(user, [self._hash(code) for code in codes])
        return codes

    def get_recovery_codes(self, user: UserMixin) -> list[str]:
        return []

    def check_recovery_code(self, user: UserMixin, code: str) -> bool:
        return self._hash(code) in (user.mf_recovery_codes or [])

    def delete_recovery_code(self, user: UserMixin, code: str) -> bool:
        # A new list: taking one out of the old would not be seen as a change, and the code would live on.
        left = [kept for kept in user.mf_recovery_codes or [] if kept != self._hash(code)]
        _security.datastore.mf_set_recovery_codes(user, left)
        return True


def state_of(user: User) -> SignInState:
    state = queries.sign_in_state(user.id)
    if state is None:
        state = SignInState(user_id=user.id)
        db.session.add(state)
        db.session.flush()
    return state


def is_locked(user: User) -> bool:
    state = queries.sign_in_state(user.id)
    return state is not None and rules.is_locked(state.locked_until, datetime.now(UTC))


def verify_password(user: User, password: str) -> bool:
    """Without the library's silent new hash when the cost changes: that would be a change that no act explains."""
    return user.password is not None and bool(_verify(password, user.password))


def read_last_step(user: UserMixin) -> int | None:
    state = queries.sign_in_state(cast(User, user).id)
    return state.last_totp_step if state else None


def write_last_step(user: UserMixin, step: int) -> bool:
    """Only a greater step is accepted, decided by the database: of two requests with one code, one wins."""
    user_id = state_of(cast(User, user)).user_id
    newer = or_(SignInState.last_totp_step.is_(None), SignInState.last_totp_step < step)
    statement = update(SignInState).where(SignInState.user_id == user_id, newer).values(last_totp_step=step)
    return db.affect(statement.execution_options(synchronize_session="fetch")) == 1
