"""Evidence that runs out: whoever keeps the assessment is told in good time."""

from app.core.context import Context
from app.diligence.services.evidence_reminding import remind_of_evidence


def remind(ctx: Context) -> str:
    return str(remind_of_evidence(ctx))
