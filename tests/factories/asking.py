"""Questions made for one rule: only what the rule looks at differs from one to the next."""

from typing import Any

from app.standards.content.questionnaires import Question

TEXT = {"ja": "確認します。", "en": "Checked."}


def question(ref: str = "q-1", *parts: dict[str, Any], **said: Any) -> Question:
    """Without parts it asks yes or no and expects yes."""
    return Question.model_validate({
        "id": ref, "scope": "service", "respondent": "vendor", "levels": "both", "text": TEXT,
        "sources": [{"from": "P6"}], "certainty": "proposed",
        "parts": list(parts) or [{"key": "is_so", "type": "yes_no", "expect": "yes"}], **said,
    })  # fmt: skip


def critical(cap: int) -> dict[str, Any]:
    return {"cap": cap, "why": TEXT}


def option(key: str, points: float | None = None, **said: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"key": key, "label": TEXT, **said}
    return found if points is None else {**found, "points": points}
