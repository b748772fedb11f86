"""What was served in a case by letter, and with which proof: as pages show it."""

from services.escalation.domain.case.letter import CALLED, HOW, About, How, Served, proof_words, rests_on
from services.escalation.handlers.case.letter import Written
from shared.web.components import Fact, Link
from shared.web.tables import Column, Row, Table
from shared.web.wording import sentence_case
from shared.working_days import in_words


def letters_table(written: Written) -> Table | None:
    """What was served in a case, with its proof; None where nothing was."""
    rows = [
        Row(
            (
                Link(f"Letter {one.told.letter}", f"/desk/cases/{written.case.reference}/letters/{one.told.letter}"),
                _what(written, one),
                f"{sentence_case(HOW[How(one.told.how)])}, {in_words(one.told.served_on)}",
                proof_of(one),
            )
        )
        for one in written.served
    ]
    columns = (Column("Letter"), Column("What it is"), Column("Served"), Column("Proof"))
    return Table("Letters, and the proof of their service", columns, rows, stacks=True) if rows else None


def _what(written: Written, one: Served) -> str:
    called, told = CALLED[About(one.told.about)], one.told
    return f"{called}, from {name_of(written, told.by)} to {name_of(written, told.to)}"


def proof_fact(written: Written) -> list[Fact]:
    """On the service of which letter the days of the case rest; nothing where they rest on none."""
    found = rests_on(written.case, written.served)
    return [Fact("Served", proof_words(*found))] if found else []


def proof_of(one: Served) -> str:
    """The proof of a service in words, and whether a later letter puts it right."""
    return f"{one.proof}. Put right by letter {one.put_right_by}." if one.put_right_by else one.proof


def name_of(written: Written, body: str) -> str:
    """What a body is called here; its code where the register has no name."""
    return written.names.get(body, body)
