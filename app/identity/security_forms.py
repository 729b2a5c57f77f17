"""Flask-Security's forms with what it leaves out: every wrong secret counts, and a locked account stays shut."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_security import (
    ChangePasswordForm,
    LoginForm,
    TwoFactorRescueForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
    current_user,
)
from flask_security.proxies import _security
from flask_security.recovery_codes import MfRecoveryForm
from flask_security.utils import get_message
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired


class SekishoLoginForm(LoginForm):
    remember = None  # type: ignore[assignment]  # a remembered browser would outlive our sessions

    def validate(self, **kwargs: Any) -> bool:
        if super().validate(**kwargs):
            return True
        # The library makes one general answer of what stands at the fields. What is empty tells nobody anything.
        for field in (self.email, self.password):
            if not (field.data or "").strip():
                self.form_errors.extend(field.errors)
                field.errors = []
        return False


class SekishoVerifyCodeForm(TwoFactorVerifyCodeForm):
    def validate(self, **kwargs: Any) -> bool:
        if self.user is not None and self.user.is_locked():
            self.code.errors = [get_message("TWO_FACTOR_INVALID_TOKEN")[0]]
            return False
        return bool(super().validate(**kwargs))


class SekishoRecoveryForm(MfRecoveryForm):
    def validate(self, **kwargs: Any) -> bool:
        if self.user is not None and self.user.is_locked():
            self.code.errors = [get_message("INVALID_RECOVERY_CODE")[0]]
            return False
        if super().validate(**kwargs):
            return True
        if self.code.data and self.user is not None:
            self.user.track_failed_authn("recovery_code", True)
        return False


class SekishoVerifyForm(VerifyForm):
    """Proving again who one is takes both factors, not the password alone."""

    code = StringField(
        _l("Code from your authenticator app"), validators=[DataRequired(_l("Enter the code."))]
    )

    def validate(self, **kwargs: Any) -> bool:
        if self.user.is_locked():
            self.password.errors = [get_message("INVALID_PASSWORD")[0]]
            return False
        if not super().validate(**kwargs):
            return False
        code, seed = self.code.data or "", self.user.tf_totp_secret or ""
        if seed and _security.totp_factory.verify_totp(code, seed, self.user, window=30):
            return True
        self.user.track_failed_authn("code", True)
        self.code.errors = [get_message("TWO_FACTOR_INVALID_TOKEN")[0]]
        return False


class SekishoChangePasswordForm(ChangePasswordForm):
    password = PasswordField(
        _l("Current password"), validators=[DataRequired(_l("Enter your current password."))]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not current_user.password:  # a persona of the demonstration, who is not asked for one
            self.password.validators, self.password.flags.required = [], False

    def validate(self, **kwargs: Any) -> bool:
        if current_user.is_locked():
            self.password.errors = [get_message("INVALID_PASSWORD")[0]]
            return False
        if super().validate(**kwargs):
            return True
        if self.password.data and get_message("INVALID_PASSWORD")[0] in self.password.errors:
            current_user.track_failed_authn("password")
        return False


class SekishoRescueForm(TwoFactorRescueForm):
    """No "help" mail to anybody: the way left is a recovery code, or a reset by two administrators."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.help_setup.choices = []


FORMS = {
    "login_form": SekishoLoginForm,
    "verify_form": SekishoVerifyForm,
    "change_password_form": SekishoChangePasswordForm,
    "two_factor_verify_code_form": SekishoVerifyCodeForm,
    "two_factor_rescue_form": SekishoRescueForm,
    "mf_recovery_form": SekishoRecoveryForm,
}
