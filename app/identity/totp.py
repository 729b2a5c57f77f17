"""One-time codes that are accepted once, and never after a newer one."""

import base64
import unicodedata
from collections.abc import Callable
from io import BytesIO
from typing import ClassVar, NamedTuple

import qrcode
from flask_security import Totp, UserMixin
from passlib.exc import UsedTokenError  # type: ignore[import-untyped]
from passlib.totp import TotpMatch  # type: ignore[import-untyped]
from qrcode.image.svg import SvgPathFillImage

ReadLastStep = Callable[[UserMixin], int | None]
WriteLastStep = Callable[[UserMixin, int], bool]


class StepMemory(NamedTuple):
    """Where the application keeps each person's last accepted time step."""

    read_last_step: ReadLastStep
    write_last_step: WriteLastStep


class SekishoTotp(Totp):
    """The library forgets which code it accepted; this one asks the application to remember the time step.

    Flask-Security makes the object itself, so the two callables are bound to a class:
    `Security(..., totp_cls=SekishoTotp.remembering(read, write))`.
    """

    memory: ClassVar[StepMemory]

    @classmethod
    def remembering(cls, read: ReadLastStep, write: WriteLastStep) -> "type[SekishoTotp]":
        """`write` stores the step only if it is greater than the stored one, and says whether it did."""
        return type(cls.__name__, (cls,), {"memory": StepMemory(read, write)})

    def verify_totp(self, token: str, totp_secret: str, user: UserMixin, window: int = 0) -> bool:
        # A Japanese keyboard types full-width digits, which the library takes for a wrong code.
        return super().verify_totp(unicodedata.normalize("NFKC", token), totp_secret, user, window)

    def get_last_counter(self, user: UserMixin) -> int | None:
        return self.memory.read_last_step(user)

    def set_last_counter(self, user: UserMixin, tmatch: TotpMatch) -> None:
        # Two requests may read the same last step; the one whose write comes second is a replay.
        if not self.memory.write_last_step(user, tmatch.counter):
            raise UsedTokenError(expire_time=(tmatch.counter + 1) * tmatch.totp.period)

    def generate_qrcode(self, username: str, totp: str) -> str:
        # A white ground of its own: transparent, the picture cannot be scanned on a dark page.
        image = qrcode.make(self.get_totp_uri(username, totp), image_factory=SvgPathFillImage)
        drawing = BytesIO()
        image.save(drawing)
        return "data:image/svg+xml;base64," + base64.b64encode(drawing.getvalue()).decode("ascii")
