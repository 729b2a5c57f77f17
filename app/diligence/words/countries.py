"""Countries as people write them in a cell: by name in either language, or by code."""

from collections.abc import Mapping
from functools import lru_cache

from app.core.countries import OTHER_NAMES
from app.diligence.rules.workbooks import named
from app.register.words.countries import country_names

LANGUAGES = ("ja", "en")


@lru_cache(maxsize=1)
def codes_by_name() -> Mapping[str, str]:
    """What may be written, made plain → code."""
    names = [(name, code) for one in LANGUAGES for code, name in country_names(one).items()]
    others = [(name, code) for code, given in OTHER_NAMES.items() for name in given.split()]
    return named([*names, *((code, code) for code in country_names("en")), *others])
