"""A whole layer as a file: chosen, compared, and then taken over."""

from __future__ import annotations

from typing import Any

from flask import g
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import FileField, HiddenField

from app.core.forms import SekishoForm
from app.standards.forms.questions import reason_field


class LayerLoadForm(SekishoForm):
    """`previewed`: the state that the file was compared with; `content`: the file, on its second way."""

    layer = FileField(_l("File"))
    reason = reason_field()
    previewed = HiddenField()
    content = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # No validator: on its second way the file travels as text.
        self.layer.flags.required = True

    def validate(self, extra_validators: Any = None) -> bool:
        is_fine = bool(super().validate(extra_validators))
        if g.get("layer_given") is None:
            self.layer.errors = [*self.layer.errors, gettext("Choose a file.")]
            return False
        return is_fine

    def carry(self, text: str, state: str) -> None:
        self.content.data, self.previewed.data = text, state
