"""The shelves under 基準・質問票: each package that keeps one adds it."""

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.standards.permissions import StandardsPermission as P


@dataclass(frozen=True)
class Shelf:
    endpoint: str
    label: LazyString
    permission: str
    order: int


_shelves: dict[str, Shelf] = {}


def add(shelf: Shelf) -> None:
    _shelves[shelf.endpoint] = shelf


def in_order() -> list[Shelf]:
    return sorted(_shelves.values(), key=lambda shelf: shelf.order)


add(Shelf("standards.standards", _l("Standards"), P.STANDARD_VIEW, 10))
add(Shelf("standards.questionnaires", _l("Questionnaires"), P.QUESTIONNAIRE_VIEW, 20))
add(Shelf("standards.matrices", _l("Responsibility matrices"), P.STANDARD_VIEW, 30))
