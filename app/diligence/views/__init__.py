"""Pages of assessments: what is asked of whom, what they answer, what our side says to it."""

from flask import Blueprint

from app.diligence import indexing, subjects, words  # noqa: F401 - each registers what it holds

bp = Blueprint("diligence", __name__, template_folder="../templates")

from app.diligence.views import (  # noqa: E402, F401 - each adds its routes
    answering,
    applying,
    asked_questions,
    assessment_evidence,
    assessment_list,
    assessments,
    changes,
    colleagues,
    comparing,
    concluding,
    consenting,
    elsewhere,
    engagement_assessments,
    evidence,
    evidence_terms,
    evidence_zip,
    request_submit,
    respondent_accounts,
    respondent_evidence,
    respondents,
    review_acts,
    review_findings,
    review_together,
    reviewing,
    rounds,
    scoring,
    starting,
    subject_assessments,
    waits,
)
