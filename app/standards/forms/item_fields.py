"""Items of the standards, searched for or written as people write them, one on each line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation

from app.core.forms import PickerListField
from app.standards.queries import contents
from app.standards.rules.item_naming import ItemNames


class ItemListField(PickerListField):
    """Whole references; `own` is the edition that is meant where none is named."""

    own = ""
    most = 60

    @property
    def known(self) -> ItemNames:
        # Read once for each form, as a page of many lines asks again and again.
        if not hasattr(self, "_known_items"):
            self._known_items = ItemNames(contents.catalogue(), self.own)
        return self._known_items

    def id_of(self, text: str) -> str | None:
        """A line that the picker wrote begins with the reference; one that somebody wrote is a name."""
        return text if text.count("/") == 2 and text in self.known.locals else None

    def named(self, name: str) -> Sequence[str]:
        return self.known.meant(name)

    def names_of(self, ids: Sequence[str]) -> Mapping[str, str]:
        language = "ja" if str(get_locale()).startswith("ja") else "en"
        return self.known.names(ids, language)

    def pre_validate(self, form: Any) -> None:
        if self.written is None:
            return
        if len(self.written) > self.most:
            raise StopValidation(gettext("Choose at most %(most)s.", most=self.most))
        known = self._known(self.written)
        self.data = sorted({one for one in known if one is not None})
        lines = enumerate(zip(self.written, known, strict=True), start=1)
        wrong = [(at, line) for at, (line, found) in lines if found is None]
        self.errors = [*self.errors, *(self._said(at, line) for at, line in wrong)]

    def _said(self, at: int, line: str) -> str:
        found = self.named(line)
        message = (
            _l("Line %(line)s: “%(text)s” may be one of these; write which: %(names)s.")
            if found
            else _l(
                "Line %(line)s: no item is called “%(text)s”. Write its number, with the edition before it where it "
                "is not the questionnaire's own, such as %(names)s."
            )
        )
        names = gettext(", ").join(self.names_of(found or self._example()).values())
        return str(message) % {"line": at, "text": line, "names": names}

    def _example(self) -> list[str]:
        refs = list(self.known.locals)
        return ([ref for ref in refs if ref.startswith(f"{self.own}/")] or refs)[-1:]
