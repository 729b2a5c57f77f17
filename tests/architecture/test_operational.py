"""Each table is under audit, or stands in the reviewed list with a reason; the list holds nothing else."""

from sqlalchemy.orm import configure_mappers

import app as product  # noqa: F401 - the whole model, as the product loads it
from app.core.audit import Audited
from app.core.model import Model
from app.core.operational import OPERATIONAL


def test_every_table_is_audited_or_operational_and_none_is_both():
    configure_mappers()
    audited = {str(m.local_table) for m in Model.registry.mappers if issubclass(m.class_, Audited)}
    assert audited
    assert audited & set(OPERATIONAL) == set()
    assert set(Model.metadata.tables) - audited == set(OPERATIONAL)


def test_each_entry_says_why():
    assert all(len(reason) > 10 for reason in OPERATIONAL.values())
