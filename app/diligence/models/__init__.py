"""What an assessment keeps (model.md §4): one file per subject, all names importable from here."""

from app.diligence.models.answers import Answer, Evidence, EvidenceAgreement, Message, QuestionPaper
from app.diligence.models.assessments import Assessment, AssessmentRound, Assignment
from app.diligence.models.distinctions import (
    AssessmentState,
    AssignmentState,
    Channel,
    Reliance,
    Stance,
    SubjectKind,
    SubstituteKind,
    Verdict,
)
from app.diligence.models.judging import Conclusion, DueRequest, Judgement, Recommendation, SubcontractRequest
from app.diligence.models.sendings import RoundSending

__all__ = [
    "Answer", "Assessment", "AssessmentRound", "AssessmentState", "Assignment", "AssignmentState", "Channel",
    "Conclusion", "DueRequest", "Evidence", "EvidenceAgreement", "Judgement", "Message", "QuestionPaper",
    "Recommendation", "Reliance", "RoundSending", "Stance", "SubcontractRequest", "SubjectKind", "SubstituteKind",
    "Verdict",
]  # fmt: skip
