"""The slice of the product that the harnesses write through, named once."""

from tests.harness.client import Answer, Client

NEW = "/organisations/new"
# What a new organisation needs beside its name.
FACTS = {"kind": "company", "no_number_reason": "not_yet_checked"}


def edit_path(organisation: str) -> str:
    return f"{organisation}/edit"


def add_organisation(client: Client, name: str) -> str:
    """The address of its page."""
    answer = client.submit(NEW, name=name, **FACTS)
    assert answer.status == 303, f"adding {name} answered {answer.status}: {answer.words()[:600]}"
    return address_of(answer)


def address_of(answer: Answer) -> str:
    return answer.location.partition("?")[0].partition("#")[0]
