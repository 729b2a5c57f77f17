"""The audit log 操作履歴: every change of a business record, in the transaction that made it.

`record` explains the changes of a record by the act that made them; `witness` notes an act that changes
none. Whatever else changed an audited record and is not explained is refused at commit.
"""

from app.core.audit import chain
from app.core.audit.collect import Audited, record, witness
from app.core.audit.models import AuditErasure, AuditEvent, AuditHead, AuditValues, SecurityEvent

__all__ = [
    "AuditErasure",
    "AuditEvent",
    "AuditHead",
    "AuditValues",
    "Audited",
    "SecurityEvent",
    "chain",
    "record",
    "witness",
]
