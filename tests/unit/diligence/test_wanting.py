"""What a kind of answer has to be given with: without it the answer is begun only."""

from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from app.diligence.models import Stance, SubstituteKind
from app.diligence.rules.wanting import is_given, wanting

FILE, ADDRESS, REPORT = SubstituteKind


def said(stance: Stance | None, **fields: Any) -> Any:
    empty = {
        "reason": "", "condition": "", "substitute": "", "substitute_kind": None, "substitute_file_id": None,
        "substitute_address": "",
    }  # fmt: skip
    return SimpleNamespace(stance=stance, **{**empty, **fields})


@pytest.mark.parametrize(
    ("stance", "fields", "wanted"),
    [
        (None, {}, []),
        (Stance.ANSWERED, {}, []),
        (Stance.CONDITIONAL, {}, ["condition"]),
        (Stance.CONDITIONAL, {"condition": "契約後"}, []),
        (Stance.NOT_APPLICABLE, {}, ["reason"]),
        (Stance.NOT_APPLICABLE, {"reason": "委託していない"}, []),
        (Stance.REFUSED, {}, ["reason"]),
        (Stance.REFUSED, {"reason": "規程"}, []),
        (Stance.REFUSED, {"substitute_kind": ADDRESS}, ["reason", "substitute_address"]),
        (Stance.REFUSED, {"reason": "規程", "substitute_kind": ADDRESS, "substitute_address": "soc3.pdf"},
         ["substitute_address"]),
        (Stance.REFUSED, {"reason": "規程", "substitute_kind": ADDRESS,
                          "substitute_address": "https://example.jp/soc3.pdf"}, []),
        (Stance.REFUSED, {"reason": "規程", "substitute_kind": FILE}, ["substitute_file_id"]),
        (Stance.REFUSED, {"reason": "規程", "substitute_kind": FILE, "substitute_file_id": uuid4()}, []),
        (Stance.REFUSED, {"reason": "規程", "substitute_kind": REPORT}, ["substitute"]),
        (Stance.REFUSED, {"reason": "規程", "substitute_kind": REPORT, "substitute": "SOC 2"}, []),
        # Only a refusal has something in its stead.
        (Stance.ANSWERED, {"substitute_kind": REPORT}, []),
    ],
)  # fmt: skip
def test_each_kind_says_what_is_missing_where(stance, fields, wanted):
    row = said(stance, **fields)
    assert [one.part for one in wanting(row)] == wanted
    assert is_given(row) == (stance is not None and not wanted)
