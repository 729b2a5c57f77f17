"""Labels of services."""

from flask_babel import lazy_gettext as _l

from app.core import words
from app.register.models import ServiceModel

words.table(
    "service",
    _l("Service"),
    {
        "organisation_id": _l("Provider"),
        "name": _l("Name"),
        "name_kana": _l("Name in kana"),
        "name_latin": _l("Name in Latin letters"),
        "sort_key": _l("Sort key"),
        "kind": _l("Kind of service"),
        "model": _l("Service model"),
        "is_placeholder": _l("Stands for services in general"),
        "countries": _l("Countries where it can be had"),
        "regions": _l("Regions where it can be had"),
        "website": _l("Website"),
        "description": _l("Description"),
        "ended_on": _l("Ended on"),
        "merged_into_id": _l("Merged into"),
        "note": _l("Note"),
    },
)
words.values(
    {
        ServiceModel.IAAS: _l("IaaS"),
        ServiceModel.PAAS: _l("PaaS"),
        ServiceModel.SAAS: _l("SaaS"),
        ServiceModel.MANAGED: _l("Managed operation"),
        ServiceModel.DEVELOPMENT: _l("Development"),
        ServiceModel.PEOPLE: _l("Staffing"),
        ServiceModel.GOODS: _l("Goods and licences"),
        ServiceModel.OTHER: _l("Other"),
        ServiceModel.UNKNOWN: _l("Unknown"),
    }
)
