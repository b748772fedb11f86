"""What `folkmoot verify` finds: for each subject how many were recomputed from the ledger or rows, and what differs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verified:
    """One subject of one service: `checked` things recomputed, `differences` said in a sentence each."""

    subject: str
    checked: int
    differences: tuple[str, ...] = ()
