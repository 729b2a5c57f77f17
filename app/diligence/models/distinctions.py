"""What an assessment, an answer and a judgement can be."""

from enum import StrEnum


class SubjectKind(StrEnum):
    """What is assessed. That of an organisation or a service stands for every engagement that reaches it."""

    ORGANISATION = "organisation"
    SERVICE = "service"
    ENGAGEMENT = "engagement"
    INSTITUTION = "institution"  # 自行の態勢


class AssessmentState(StrEnum):
    PREPARED = "prepared"  # 準備中: who is asked what can still be changed
    ANSWERING = "answering"  # 回答中: at least one respondent is still asked
    REVIEWING = "reviewing"  # 評価中
    CONFIRMING = "confirming"  # 役席者の確認待ち
    CONCLUDED = "concluded"
    WITHDRAWN = "withdrawn"


class AssignmentState(StrEnum):
    PREPARED = "prepared"
    SENT = "sent"
    ANSWERING = "answering"  # the first answer is there
    OWN_APPROVAL = "own_approval"  # 上長確認: waits for a superior of the respondent
    SUBMITTED = "submitted"
    RETURNED = "returned"  # 差戻し: answers are asked for again
    CLOSED = "closed"


class Channel(StrEnum):
    """How a respondent is reached."""

    HERE = "here"  # a page of Sekisho: our own people, or the vendor's in the portal
    MAIL = "mail"  # a workbook by mail, whose return a colleague brings in


class Stance(StrEnum):
    """How the respondent meets the question. Without a stance nothing was answered yet."""

    ANSWERED = "answered"
    CONDITIONAL = "conditional"  # 条件付き: holds if a condition does, which the answer names
    NOT_APPLICABLE = "not_applicable"  # 該当なし, with its reason
    REFUSED = "refused"  # will not answer, with the reason and what stands in for it


class SubstituteKind(StrEnum):
    """What stands in for an answer that is refused."""

    FILE = "file"  # one of the files beside the answer
    ADDRESS = "address"  # a document that is public
    REPORT = "report"  # by its name: a report or certificate that we have, or can ask for


class Reliance(StrEnum):
    """On what a judgement rests where there is no answer."""

    REPORT = "report"  # one of our own register of assurance reports
    SUBSTITUTE = "substitute"  # what the respondent named


class Verdict(StrEnum):
    MET = "met"  # 充足
    PARTLY_MET = "partly_met"  # 一部充足
    NOT_MET = "not_met"  # 未充足
    COMPENSATED = "compensated"  # 代替措置で可: with measure, reason, acceptor and expiry
    NOT_APPLICABLE = "not_applicable"  # the reason why it does not apply is accepted
    TO_BE_CHECKED = "to_be_checked"  # 要確認
