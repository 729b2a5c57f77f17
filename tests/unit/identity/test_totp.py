"""A one-time code is accepted once, and an older one never again."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest
from flask_security import UserMixin

from app.identity.totp import SekishoTotp

NOW = 1_800_000_015
STEP = NOW // 30
WINDOW = 30


class Phone:
    """The user's device and the server's memory of it."""

    def __init__(self) -> None:
        self.last_step: int | None = None
        self.now = NOW
        kind = SekishoTotp.remembering(lambda user: self.last_step, self._write)
        self.totp = kind({"1": "a secret for tests only"}, "Sekisho")
        self.totp._totp = self.totp._totp.using(now=lambda: self.now)
        self.secret = self.totp.generate_totp_secret()

    def _write(self, user: UserMixin, step: int) -> bool:
        if self.last_step is not None and step <= self.last_step:
            return False
        self.last_step = step
        return True

    def code(self, step: int) -> str:
        return str(self.totp._totp.from_source(self.secret).generate(step * 30).token)

    def accepts(self, code: str, window: int = WINDOW) -> bool:
        user = cast(UserMixin, SimpleNamespace(email="a@example.jp"))
        return self.totp.verify_totp(code, self.secret, user, window)


@pytest.fixture
def phone() -> Phone:
    return Phone()


def test_the_current_code_is_accepted_and_its_step_remembered(phone: Phone) -> None:
    assert phone.accepts(phone.code(STEP))
    assert phone.last_step == STEP


def test_the_same_code_is_not_accepted_twice(phone: Phone) -> None:
    assert phone.accepts(phone.code(STEP))
    assert not phone.accepts(phone.code(STEP))


def test_the_previous_code_is_not_accepted_after_a_newer_one(phone: Phone) -> None:
    assert phone.accepts(phone.code(STEP))
    assert not phone.accepts(phone.code(STEP - 1))


def test_an_older_code_is_not_accepted_again_after_two_newer_ones(phone: Phone) -> None:
    assert phone.accepts(phone.code(STEP - 1))
    assert phone.accepts(phone.code(STEP))
    assert not phone.accepts(phone.code(STEP - 1))
    assert not phone.accepts(phone.code(STEP))
    assert phone.last_step == STEP


def test_the_next_code_is_accepted_after_the_current_one(phone: Phone) -> None:
    assert phone.accepts(phone.code(STEP))
    phone.now += 30
    assert phone.accepts(phone.code(STEP + 1))


@pytest.mark.parametrize(("offset", "accepted"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_the_window_is_one_step_to_either_side(phone: Phone, offset: int, accepted: bool) -> None:
    assert phone.accepts(phone.code(STEP + offset)) is accepted


def test_without_a_window_only_the_current_step_counts(phone: Phone) -> None:
    assert not phone.accepts(phone.code(STEP - 1), window=0)
    assert phone.accepts(phone.code(STEP), window=0)


def test_a_clock_set_back_does_not_open_old_codes(phone: Phone) -> None:
    assert phone.accepts(phone.code(STEP))
    phone.now -= 600
    assert not phone.accepts(phone.code(STEP - 20))


def test_a_refused_code_leaves_the_memory_alone(phone: Phone) -> None:
    assert phone.accepts(phone.code(STEP - 1))
    assert not phone.accepts("000000" if phone.code(STEP) != "000000" else "111111")
    assert phone.last_step == STEP - 1


def test_what_is_remembered_decides_even_if_every_write_would_succeed(phone: Phone) -> None:
    kind = SekishoTotp.remembering(lambda user: STEP, lambda user, step: True)
    phone.totp = kind({"1": "a secret for tests only"}, "Sekisho")
    phone.totp._totp = phone.totp._totp.using(now=lambda: NOW)
    assert not phone.accepts(phone.code(STEP))
    assert not phone.accepts(phone.code(STEP - 1))
    assert phone.accepts(phone.code(STEP + 1))


def test_the_second_of_two_requests_with_one_code_is_refused() -> None:
    stored: list[int] = []

    def write_once(user: UserMixin, step: int) -> bool:
        if stored:
            return False
        stored.append(step)
        return True

    phone = Phone()
    kind = SekishoTotp.remembering(lambda user: None, write_once)
    phone.totp = kind({"1": "a secret for tests only"}, "Sekisho")
    phone.totp._totp = phone.totp._totp.using(now=lambda: NOW)
    assert phone.accepts(phone.code(STEP))
    assert not phone.accepts(phone.code(STEP))


@pytest.mark.parametrize(
    "dress",
    [
        lambda code: code.translate({48 + digit: 0xFF10 + digit for digit in range(10)}),
        lambda code: f" {code[:3]} {code[3:]} ",
    ],
)
def test_full_width_digits_and_spaces_are_the_same_code(phone: Phone, dress: Callable[[str], str]) -> None:
    assert phone.accepts(dress(phone.code(STEP)))


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３四五六", "٠١٢٣٤٥", "²²²²²²"])
def test_what_is_no_code_is_refused_and_raises_nothing(phone: Phone, code: str) -> None:
    assert not phone.accepts(code)
    assert phone.last_step is None


def test_two_applications_keep_their_own_memory() -> None:
    first, second = Phone(), Phone()
    assert first.accepts(first.code(STEP))
    assert second.last_step is None


def test_the_picture_for_the_phone_is_an_image_of_our_own_page(phone: Phone) -> None:
    values: dict[str, Any] = phone.totp.fetch_setup_values(
        phone.secret, cast(UserMixin, SimpleNamespace(calc_username=lambda: "a@example.jp"))
    )
    assert values["image"].startswith("data:image/svg+xml;base64,")
    assert values["uri"].startswith("otpauth://totp/Sekisho:a@example.jp?secret=")
