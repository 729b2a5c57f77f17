"""A column layout as a form: a number and a heading for each field of the ledger."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired, Length

from app.core.fields import WholeField
from app.core.forms import SekishoForm
from app.exchange.models import ColumnLayout
from app.exchange.reading.mapping import Field
from app.exchange.rules.layouts import ID, LONGEST_HEADING, LONGEST_NAME, NAME_MISSING
from app.exchange.services.ledgers import heading_of

# Room to put a column between two others.
STEP = 10


class PlaceField(WholeField):
    def __init__(self, *args: Any, key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key = key

    def stored_in(self, layout: ColumnLayout) -> int | None:
        return places(layout.columns).get(self.key)


class HeadingField(StringField):
    def __init__(self, *args: Any, key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key = key

    def stored_in(self, layout: ColumnLayout) -> str:
        found: dict[str, str] = dict(layout.columns)
        return found.get(self.key, "")


class LayoutForm(SekishoForm):
    """`keys`: the fields in the order in which the page shows them."""

    keys: Sequence[str] = ()
    name = StringField(
        _l("Name of the layout"),
        [
            DataRequired(_l(NAME_MISSING)),
            Length(max=LONGEST_NAME, message=_l("Use at most %(max)d characters.")),
        ],
    )
    is_usual = BooleanField(_l("Used unless another is chosen"))

    def columns(self) -> list[list[str]]:
        placed = [
            (self[f"place_{key}"].data, at, key)
            for at, key in enumerate(self.keys)
            if self[f"place_{key}"].data is not None
        ]
        return [[key, self[f"heading_{key}"].data or ""] for _place, _at, key in sorted(placed)]


def layout_form(fields: Sequence[Field], layout: ColumnLayout | None, language: str) -> LayoutForm:
    """A new one begins with every field in its usual order."""
    known = {field.key: field for field in fields if field.key != ID}
    present = [list(pair) for pair in layout.columns] if layout else [[key, ""] for key in known]
    chosen = [key for key, _heading in present if key in known]
    keys = [*chosen, *(key for key in known if key not in chosen)]
    made: dict[str, Any] = {"keys": keys}
    data: dict[str, Any] = {
        "name": layout.name if layout else "",
        "is_usual": bool(layout and layout.is_usual),
    }
    for key in keys:
        label = heading_of(known[key], language)
        made[f"place_{key}"] = PlaceField(f"{_l('Order')} ({label})", key=key)
        made[f"heading_{key}"] = HeadingField(
            f"{_l('Own heading')} ({label})",
            [Length(max=LONGEST_HEADING, message=_l("Use at most %(max)d characters."))],
            key=key,
        )
    data |= {f"place_{key}": place for key, place in places(present).items()}
    data |= {f"heading_{key}": heading for key, heading in present}
    form: LayoutForm = type("LayoutForm", (LayoutForm,), made)(data=data)
    return form


def places(columns: Sequence[Sequence[str]]) -> dict[str, int]:
    return {pair[0]: (at + 1) * STEP for at, pair in enumerate(columns)}
