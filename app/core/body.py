"""How much one request may carry. The limits of the framework hold for file forms only; plain forms had none."""

from flask import Request, abort, current_app

FILES = "multipart/form-data"


class BoundedRequest(Request):
    @property
    def max_content_length(self) -> int | None:
        """Whatever is no file form is what somebody typed, and read into memory at once."""
        limit = super().max_content_length
        typed = None if self.mimetype == FILES else self.max_form_memory_size
        return limit if typed is None else min(typed, limit or typed)

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        self._max_content_length = value

    def _load_form_data(self) -> None:
        is_first = "form" not in self.__dict__
        super()._load_form_data()
        if is_first and sum(map(len, self.form.listvalues())) > current_app.config["MAX_FORM_PARTS"]:
            abort(413)
