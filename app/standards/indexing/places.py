"""Where content stands in the order of what is found."""

# After every name: who types a name looks for a third party first, and content has hundreds of sentences.
_LAST = "\U00100000"


def published(key: str) -> str:
    return f"{_LAST}0 {key}"


def item(sort_key: str) -> str:
    return f"{_LAST}1 {sort_key}"


def question(sort_key: str) -> str:
    return f"{_LAST}2 {sort_key}"
