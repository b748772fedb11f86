"""The table of the files that were put to a case, as the record shows it."""

from collections.abc import Mapping, Sequence

from services.publication.domain.register.register import Register
from services.publication.domain.timeline import evidence
from services.publication.domain.timeline.evidence import File
from shared.policy import Wording
from shared.web.components import Link
from shared.web.tables import Column, Row, Table
from shared.web.wording import day as day_words
from shared.web.wording import number, sentence_case
from shared.working_days import london_day

FILE_STANDS = {
    evidence.WAITING: "A case worker has not looked at it yet",
    evidence.PUBLIC: "Everybody may see it",
    evidence.WITHHELD: "Kept, and not shown",
    evidence.HIDDEN: "Hidden while its removal is asked for",
    evidence.GONE: "Gone for good",
}


def files_table(files: Sequence[File], register: Register, wording: Wording) -> Table | None:
    """The files put to the case: each with its page, who brought it and when, where it stands, its hash."""
    names = {code: partner.name for code, partner in register.partners.items()}
    names["organiser"] = "whoever started the petition"
    rows = [
        Row(
            (
                Link(f"File {file.number}", f"/cases/{file.reference}/files/{file.number}"),
                sentence_case(wording.code(file.occasion)),
                _brought(file, names),
                _file_stands(file, names, wording),
                file.sha256 or "Told when it is shown",
            )
        )
        for file in files
    ]
    columns = (
        *(Column("File"), Column("It goes with"), Column("Brought by"), Column("Where it stands")),
        Column("SHA-256 of the file"),
    )
    return Table("Files put to the case", columns, rows, stacks=True, has_hidden_caption=True) if rows else None


def _brought(file: File, names: Mapping[str, str]) -> str:
    """Who brought a file, and when."""
    return f"{sentence_case(names.get(file.brought_by, file.brought_by))}, {day_words(london_day(file.received_at))}"


def _file_stands(file: File, names: Mapping[str, str], wording: Wording) -> str:
    """Where a file stands and why; who asks to take it out and until when; how often it was hidden for nothing."""
    said = f"{FILE_STANDS[file.standing]}{f': {wording.code(file.ground)}' if file.ground else ''}"
    if file.asked_by:
        asker = names.get(file.asked_by, file.asked_by)
        until = day_words(file.asked_until) if file.asked_until else "a day that is not recorded"
        why = "" if file.standing == evidence.HIDDEN else f" ({wording.code(file.asked_ground)})"
        said += f". {sentence_case(asker)} asks to take it out{why}; somebody else must agree by {until}"
    if file.times_shown_again:
        times = "once" if file.times_shown_again == 1 else f"{number(file.times_shown_again)} times"
        said += f". It was hidden {times} before, and shown again because nobody agreed"
    return said
