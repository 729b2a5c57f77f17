"""What the values of a reference are called."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.core import words
from app.references.models import Acts, Conformity, Layout, OwnState, PaperKind, VersionState
from app.register.models import ServiceModel

words.values(
    {
        Layout.AZURE: _l("Columns of the Azure reference"),
        Layout.AWS: _l("Columns of the AWS reference"),
        Layout.WHOLE: _l("All columns"),
    }
)
words.values(
    {
        VersionState.DRAFT: _l("Draft version"),
        VersionState.PUBLISHED: _l("Published"),
        VersionState.WITHDRAWN: _l("Withdrawn"),
    }
)
words.values(
    {
        Conformity.CONFORMABLE: _l("Can conform"),
        Conformity.CONDITIONAL: _l("Can conform on conditions"),
        Conformity.OUT_OF_SCOPE: _l("Out of scope"),
    }
)
words.values({Acts.YES: _l("○"), Acts.NO: _l("–")})
words.values(
    {PaperKind.DOCUMENT: _l("Public document"), PaperKind.CERTIFICATE: _l("Third-party certificate")}
)
words.values(
    {
        OwnState.DONE: _l("Done"),
        OwnState.PARTLY: _l("Partly done"),
        OwnState.NOT_DONE: _l("Not done"),
        OwnState.NOT_NEEDED: _l("Not needed"),
    }
)
words.field_values(
    "reference_version",
    "premise_models",
    {model.value: LazyString(words.value_label, model) for model in ServiceModel},
)
