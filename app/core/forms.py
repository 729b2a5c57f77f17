"""The base of every form: what each one carries, and values that arrive clean."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from flask import g, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, PasswordField, RadioField, StringField, ValidationError
from wtforms.validators import Optional as OptionalValue
from wtforms.validators import StopValidation
from wtforms.widgets import TextArea, TextInput

from app.core import dates, text

CONTROL = frozenset({"csrf_token", "idempotency_key", "version", "form_base", "submit"})


class SekishoForm(FlaskForm):
    """Carries an idempotency key, and of what is edited the version and what its values were."""

    idempotency_key = HiddenField(default=lambda: uuid4().hex)
    version = HiddenField()
    form_base = HiddenField()

    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            # The library would take a JSON body for a form too, with values of any shape and depth.
            return None if request.is_json else super().wrap_formdata(form, formdata)

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
            filters = list(unbound_field.kwargs.get("filters", []))
            kind = unbound_field.field_class
            # A password is taken as it was typed: the sign-in does so too.
            if issubclass(kind, StringField) and not issubclass(kind, HiddenField | PasswordField):
                filters.append(_clean)
            bound: Field = unbound_field.bind(form=form, filters=filters, **options)
            return bound

    def validate(self, extra_validators: Any = None) -> bool:
        """A round button that nobody pressed sends nothing. What stood in the record, and is not among the choices,
        is no answer: the field then says what it wants, not that the choice is wrong."""
        for field in self:
            if isinstance(field, RadioField) and field.validate_choice and field.raw_data == []:
                offered: list[Any] = list(field.iter_choices())
                if not any(choice.selected for choice in offered):
                    field.data = None
        is_sound = bool(super().validate(extra_validators))
        self._tell_once()
        return is_sound

    def _tell_once(self) -> None:
        """What could not be read is told by that alone: a rule on its value would only add that none is in range."""
        for field in self:
            unread = list(field.process_errors)
            # A validator that allows or asks for an empty field has taken these words away.
            if unread and list(field.errors)[: len(unread)] == unread:
                field.errors = unread

    def values(self) -> dict[str, Any]:
        """What the person entered, by field, for the service."""
        return {name: field.data for name, field in self._fields.items() if name not in CONTROL}

    @property
    def version_number(self) -> int:
        try:
            return int(self.version.data or 0)
        except ValueError:
            return 0


def _clean(value: Any) -> Any:
    return text.clean(value) if isinstance(value, str) else value


class DateField(StringField):
    """A date as people write it: 2026-11-20, 令和8年11月20日, full-width digits."""

    data: Any

    def __init__(self, *args: Any, style: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.style = style
        self.written = ""

    def process_data(self, value: Any) -> None:
        super().process_data(value)
        self.written = ""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.written = valuelist[0].strip() if valuelist else ""
        if not self.written:
            self.data = None
            return
        try:
            self.data = dates.parse_date(self.written)
        except dates.DateError as error:
            self.data = None
            # A plain text: a lazy one calls itself safe HTML, and this one quotes what somebody typed.
            raise ValueError(gettext(error.message, **error.params)) from None

    def pre_validate(self, form: Any) -> None:
        if self.process_errors:
            # Else a validator that wants a value says that none is there, beside what was typed.
            raise StopValidation

    def _value(self) -> str:
        if self.written:
            return self.written
        ctx = g.get("ctx")
        style = self.style or (ctx.date_style if ctx else "iso")
        return dates.format_date(self.data, dates.DateStyle(style)) if self.data else ""


class IdField(HiddenField):
    """The id of a record chosen in a picker, which draws it: `hidden_tag` must not print it a second time."""

    widget = TextInput()
    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        given = valuelist[0].strip() if valuelist else ""
        try:
            self.data = UUID(given) if given else None
        except ValueError:
            raise ValueError(_l("Choose one from the list.")) from None

    def _value(self) -> str:
        return str(self.data) if self.data else ""


class PickerField(IdField):
    """A record chosen in a picker or, without scripts, named exactly. A field says how its records are found."""

    typed = ""

    def named(self, name: str) -> Sequence[UUID]:
        """Ids of what is called so, for the reader: one is an answer, none or several are not."""
        raise NotImplementedError

    def name_of(self, record_id: UUID) -> str:
        raise NotImplementedError

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        super().process(formdata, *args, **kwargs)
        self.typed = formdata.get(f"{self.name}_text", "").strip() if formdata else ""

    def pre_validate(self, form: Any) -> None:
        if self.data is None and self.typed and not self.process_errors:
            found = self.named(self.typed)
            if len(found) != 1:
                raise ValidationError(_l("Choose one from the list."))
            self.data = found[0]

    @property
    def text(self) -> str:
        """What the picker shows."""
        return self.typed or (self.name_of(self.data) if self.data else "")

    def words_of(self, value: UUID | None) -> str:
        """What stands in the record now, for who was second to save."""
        return self.name_of(value) if value else ""


class PickerListField(Field):
    """Several records, chosen in a picker or, without scripts, named one per line.

    What travels is the text of one box: each line is a name, or an id with the name behind it as the script
    writes it. A field says how its records are found; their names must tell them apart.
    """

    widget: Any = TextArea()
    data: list[Any]
    written: list[str] | None = None
    most = 200

    def id_of(self, text: str) -> Any:
        """The id that a line begins with, or None."""
        try:
            return UUID(text)
        except ValueError:
            return None

    def named(self, name: str) -> Sequence[Any]:
        """Ids of what is called so, for the reader: one is an answer, none or several are not."""
        raise NotImplementedError

    def names_of(self, ids: Sequence[Any]) -> Mapping[Any, str]:
        """Those of the given ones that the reader may see, in the order in which they are shown."""
        raise NotImplementedError

    def process_data(self, value: Any) -> None:
        self.written = None
        self.data = sorted(set(value or ()), key=str)

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            lines = (text.clean(line) for line in valuelist[0].splitlines())
            self.written = [line for line in lines if line]
            self.data = []

    def pre_validate(self, form: Any) -> None:
        """Every line that names nothing is told, not the first alone."""
        lines = self.written or []
        if len(lines) > self.most:
            raise StopValidation(gettext("Choose at most %(most)s.", most=self.most))
        known = self._known(lines)
        if self.written is None:
            return
        self.data = sorted({found for found in known if found is not None}, key=str)
        self.errors = [
            *self.errors,
            *(
                gettext(
                    "Line %(line)s: nothing is called “%(text)s”. Choose one from the list.",
                    line=at,
                    text=line,
                )
                for at, (line, found) in enumerate(zip(lines, known, strict=True), start=1)
                if found is None
            ),
        ]

    def _known(self, lines: Sequence[str]) -> list[Any]:
        """What each line means, None for nothing. Ids are read again by the scope of the actor."""
        ids = [self.id_of(line.split(" ", 1)[0]) for line in lines]
        seen = self.names_of([found for found in ids if found is not None])
        return [
            (found if found in seen else None) if found is not None else self._only(line)
            for line, found in zip(lines, ids, strict=True)
        ]

    def _only(self, name: str) -> Any:
        found = self.named(name)
        return found[0] if len(found) == 1 else None

    def _value(self) -> str:
        lines = self.names_of(self.data).values() if self.written is None else self.written
        return "\n".join(lines)

    def words_of(self, value: Sequence[Any]) -> str:
        """What stands in the record now, for who was second to save."""
        return str(gettext(", ")).join(self.names_of(value).values()) or str(gettext("(empty)"))


class Check:
    """A validator from a pure function that raises an error with a msgid; what it returns becomes the value."""

    def __init__(self, function: Any) -> None:
        self.function = function

    def __call__(self, form: Any, field: Field) -> None:
        if field.data:
            try:
                field.data = self.function(field.data)
            except ValueError as error:
                params = getattr(error, "params", {})
                raise ValidationError(gettext(getattr(error, "message", str(error)), **params)) from None


__all__ = [
    "Check",
    "DateField",
    "IdField",
    "OptionalValue",
    "PickerField",
    "PickerListField",
    "SekishoForm",
]
