"""表明・誓約: questions by which an organisation declares something in its own name.

No kind of question stands for it, in our questionnaires or in a stranger's, so it is told by the wording. One that is
taken for a declaration and is none costs a click.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.standards.content.questionnaires import Question

# A paper that was obtained from somebody (誓約書を取得) is no declaration of who answers.
_JA = re.compile(
    r"(?:表明|誓約|宣誓|確約)(?!書)(?:し|でき|する|致|いた|いただ|を(?:し|お願い|いた))|反社会的勢力.*該当(?:し|せ)"
)
_EN = re.compile(
    r"\b(?:can|do|does|we|you|hereby|please) (?:hereby )?(?:declare|warrant|represent|certify|pledge)\b"
    r"|\brepresents? and warrants?\b",
    re.IGNORECASE,
)


def declares(question: Question) -> bool:
    told = [question.text, *(part.label for part in question.parts if part.label is not None)]
    return any(_JA.search(one.ja or "") or _EN.search(one.en or "") for one in told)
