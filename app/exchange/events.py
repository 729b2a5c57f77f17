"""What the exchange of files does, as the audit log names it."""

from enum import StrEnum


class ExchangeAct(StrEnum):
    EXPORTED = "exchange:ledger:exported"
    LAYOUT_ADDED = "exchange:layout:added"
    LAYOUT_EDITED = "exchange:layout:edited"
    LAYOUT_REMOVED = "exchange:layout:removed"
