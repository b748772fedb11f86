"""The public record as one tree of leaves: why its writer may stand still, and what to say of who watches it."""

from enum import StrEnum


class Standstill(StrEnum):
    """Why nothing is added to the record's files. Each needs a person: what the writer finds contradicts itself."""

    FILES_AHEAD = "files_ahead"
    ANOTHER_ROOT = "another_root"
    ROWS_MISSING = "rows_missing"
    ANOTHER_KEY = "another_key"
    UNREADABLE = "unreadable"
    FILES_FAIL = "files_fail"

    @property
    def words(self) -> str:
        """What it means, for whoever runs the place and for everybody who reads the proof page."""
        return _WORDS[self]


_WORDS = {
    Standstill.FILES_AHEAD: "the record's files hold more than the database, as if an older copy of it had come back",
    Standstill.ANOTHER_ROOT: "the database tells another story than the one that was signed",
    Standstill.ROWS_MISSING: "the database has lost parts of the record that were signed",
    Standstill.ANOTHER_KEY: "the record's files were signed with another key",
    Standstill.UNREADABLE: "the record's last checkpoint cannot be read",
    Standstill.FILES_FAIL: "the record's files cannot be written",
}


class Stopped(RuntimeError):
    """Nothing is written until a person has looked."""

    def __init__(self, why: Standstill) -> None:
        """`why` is shown by its name."""
        super().__init__(why.words)
        self.why = why
