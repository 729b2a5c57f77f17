"""By which words a business function is found."""

from app.core import search
from app.register.models import BusinessFunction

KIND = "business_function"


def describe(function: BusinessFunction) -> search.Entry:
    return search.Entry(
        kind=KIND,
        title=function.name,
        detail="",
        sort_key=function.sort_key,
        texts=[function.name, function.name_kana],
    )


search.indexed(BusinessFunction, describe, names=("name", "name_kana"))
