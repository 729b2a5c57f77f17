"""How much of each harness runs: a little every day, the numbers of the promise with SEKISHO_FULL=1."""

import os

IS_FULL = os.environ.get("SEKISHO_FULL", "") == "1"


def size(small: int, full: int) -> int:
    return full if IS_FULL else small
