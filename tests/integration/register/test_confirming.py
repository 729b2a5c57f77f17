"""What may be saved only once a box is ticked: the sentence names that very box, in both languages."""

import pytest
from flask_babel import force_locale, gettext

from app.register.forms.functions import FunctionForm
from app.register.forms.organisations import OrganisationForm
from app.register.forms.services import ServiceForm
from app.register.forms.supplies import SupplyForm
from app.register.rules import functions, supplies
from app.register.services import recognising
from app.register.services import services as acts


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(
    ("form", "message"),
    [
        (OrganisationForm, recognising.ALIKE),
        (OrganisationForm, recognising.ALIKE_OTHERWISE),
        (ServiceForm, acts.ALIKE),
        (FunctionForm, functions.RTO_TOO_LONG),
        (SupplyForm, supplies.SELF_LOOP),
        (SupplyForm, supplies.CLOSES_CYCLE),
    ],
)
def test_the_sentence_names_the_box_as_the_form_does(app, form, message, language):
    with app.test_request_context(), force_locale(language):
        label = str(form.is_confirmed.args[0])
        quoted = f"「{label}」" if language == "ja" else f"“{label}”"
        assert quoted in gettext(message)
