"""Words that say nothing are refused wherever words are owed to the public, in any script; no field is forgotten."""

import importlib
import pkgutil
import typing
from collections.abc import Iterator

import pytest

import services
from services.escalation.domain.case.refusal import Incomplete
from services.escalation.domain.course.command import Correct
from services.escalation.domain.ladder.decision import decide
from services.escalation.schemas.case.command import BODIES, FORMS
from services.escalation.schemas.signature.paper import GRID, HEADINGS
from shared.legible import LEAST_LETTERS, LEAST_WORDS, says_something
from shared.problems import Malformed
from shared.shapes import Reasons, ReasonsLine, Strict, fit
from tests.unit.escalation.ladder import WORKER, admitted

NOTHING = (
    *("...", "n/a", "N/A n/a N/A n/a", "x", "-", "see above", "See above, see above!", "no comment", "none given"),
    *("aaaaaaaaaaaaaaaaaaaa", "aaaa bbbb cccc dddd", "a b c d e f g h i j k l m", "1234 5678 90.12 %", "ab cd ef"),
    *(
        "\u200b.\u200b.\u200b.",
        "\uff4e\uff0f\uff41",
        "так так так так",
        "没有",
        "жжжжж шшшшш юююю",
        "🙂 🙂 🙂 🙂",
        "ー" * 20,
    ),
)
SOMETHING = (
    *("We rode in them", "The lift in Hale Road stands still", "It isn't well-founded: 3 of 40"),
    *("Ліфт стоїть уже три тижні", "Mae'r lifft wedi torri ers tair wythnos", "电梯坏了三个星期无人修理"),
    *("المصعد معطل منذ ثلاثة أسابيع", "लिफ्ट तीन हफ्तों से बंद है", "ลิฟต์เสียมาสามสัปดาห์แล้ว", "엘리베이터가 삼 주째 고장입니다"),
)


@pytest.mark.parametrize("words", NOTHING)
def test_words_that_say_nothing_are_known_in_every_script(words: str) -> None:
    assert not says_something(words)


@pytest.mark.parametrize("words", SOMETHING)
def test_a_short_reason_is_one_in_every_script(words: str) -> None:
    assert says_something(words)


class Owed(Strict):
    """What somebody owes the public."""

    reasons: Reasons
    line: ReasonsLine


def test_the_fault_names_the_field_and_says_what_is_wanted() -> None:
    with pytest.raises(Malformed) as refused:
        fit(Owed, {"reasons": "...", "line": "see above"})
    assert [(one.pointer, one.code) for one in refused.value.errors] == [
        ("/reasons", "says-nothing"),
        ("/line", "says-nothing"),
    ]
    for one in refused.value.errors:
        assert str(LEAST_WORDS) in one.message
        assert str(LEAST_LETTERS) in one.message


NAME = "a name, a title, a figure or a reference"
COMMANDS = "services.escalation.schemas.case.command"
DESK = "services.escalation.schemas.desk.work"
# Texts that are owed no words, by the field's name and where it stands: None stands for everywhere.
EXEMPT: dict[tuple[str, str | None], str] = {
    **dict.fromkeys(
        [(name, None) for name in ("title", "name", "reference", "measure", "unit", "value", "figure", "period")], NAME
    ),
    **dict.fromkeys(
        [(name, COMMANDS) for name in ("owner", "target", "power", "seat", "signed_off_by", "field")], NAME
    ),
    **dict.fromkeys([(name, DESK) for name in ("to", "account", "stands_in")], "an account"),
    **dict.fromkeys([(name, COMMANDS) for name in ("authorised_by", "decided_by", "minute_reference")], NAME),
    **dict.fromkeys([(name, COMMANDS) for name in ("intervener", "organiser_of", "into", "letter", "body")], NAME),
    **dict.fromkeys([(name, COMMANDS) for name in ("recused", "file", "outputs")], NAME),
    **dict.fromkeys(
        [(name, "services.escalation.schemas.case.letter") for name in ("to", "proof")], "a body, and a reference"
    ),
    ("correction", COMMANDS): "stands in place of any field; the ladder asks it for words where that field owes them",
    **dict.fromkeys(
        [
            (name, "services.publication.schemas.register.partnership")
            for name in ("theme", "basis", "protocol", "exit_plan", "seat", "evidence")
        ],
        NAME,
    ),
    ("address", "services.publication.schemas.search.webhook"): "an address",
    **dict.fromkeys(
        [
            (name, "services.cli.providers")
            for name in ("area", "body", "client_id", "demanded", "factors", "id", "issuer", "role", "roles_claim")
        ],
        NAME,
    ),
    **dict.fromkeys([(name, "services.cli.providers") for name in ("scopes", "secret_name")], NAME),
    **dict.fromkeys(
        [
            (name, "services.publication.schemas.search.follower")
            for name in ("agreement", "area", "kind", "party", "status", "words")
        ],
        "what is looked for, as in a search",
    ),
    ("code", "services.escalation.schemas.petition.telephone"): "copied from a message",
    ("draft", "services.escalation.schemas.petition.telephone"): "the token of a link",
    ("sponsor", "services.escalation.schemas.petition.telephone"): "the same",
    ("request", "services.escalation.schemas.petition.telephone"): "the number of a request",
    ("once", None): "the name of one press of a button",
    ("who", "services.escalation.schemas.reserve.reserve"): "persons or posts",
    ("when", "services.escalation.schemas.reserve.reserve"): "a day, or from when to when",
    ("fact", "services.escalation.schemas.reserve.reserve"): "the name of a fact",
    ("send_to", "services.escalation.schemas.reserve.reserve"): "names of bodies and inspectorates",
    ("ground", "services.escalation.schemas.reserve.reserve"): "a ground of the closed list",
    ("ward", "services.escalation.schemas.trigger.trigger"): NAME,
    ("inspectorate", "services.escalation.schemas.inspection"): NAME,
    ("link", "services.escalation.schemas.inspection"): "an address",
    ("reasons", "services.escalation.schemas.scrutiny.meeting.RecessIn"): "what the recess is called: Christmas",
    ("matter", "services.escalation.schemas.scrutiny.programme"): "the key of a matter of the list",
    ("token", None): "the token of a link",
    ("postcode", None): "a postcode, both halves of it",
    ("line", "services.publication.schemas.record.cosignature"): "a signature",
    ("request", "services.escalation.schemas.signature.telephone"): "the number of a request",
    **dict.fromkeys(
        [
            (name, "services.escalation.schemas.petition.moderation")
            for name in ("answered_by", "same_as", "minute_reference")
        ],
        NAME,
    ),
    ("minute_reference", "services.escalation.schemas.obligation.obligation"): NAME,
    ("post", "services.escalation.schemas.obligation.obligation"): NAME,
    **dict.fromkeys(
        [(name, "services.escalation.schemas.signature.invalidation") for name in ("domain", "outward", "pattern")],
        "what addresses or postcodes have in common",
    ),
    **dict.fromkeys(
        [(name, "services.escalation.schemas.signature.assistance") for name in ("number", "pin")],
        "copied from a letter",
    ),
    **dict.fromkeys(
        [
            (name, "services.publication.schemas.entry.particulars")
            for name in ("of", "by", "scope", "department", "team", "grants", "asked_of", "items", "consented")
        ],
        NAME,
    ),
    ("basis", "services.publication.schemas.entry.particulars"): "the name of a law",
    ("email", None): "an address",
    ("telephone", None): "a number",
    **dict.fromkeys(
        [(name, "services.escalation.schemas.person.data_request") for name in ("number", "pin", "petition")],
        "copied from a letter",
    ),
    ("draft", "services.escalation.schemas.signature.assistance"): "the token of a link",
    ("code", "services.escalation.schemas.person.data_request"): "copied from a message",
    ("code", "services.escalation.schemas.signature.telephone"): "copied from a message",
    **dict.fromkeys(
        [
            (f"{name}_{row}", "services.escalation.schemas.signature.paper.GridForm")
            for name in HEADINGS
            for row in range(1, GRID + 1)
        ],
        "a cell of a sheet",
    ),
    ("found", "services.escalation.schemas.signature.paper"): "a line's number and a code",
    ("draft", "services.escalation.schemas.petition.writing"): "the token of a link",
    ("seen", "services.escalation.schemas.petition.writing"): "a hash of what the page was made from",
    **dict.fromkeys(
        [(name, "services.escalation.schemas.petition.notice.PageForm") for name in ("page", "area", "mark")],
        "of the link to the form",
    ),
    ("email", "services.escalation.schemas.petition.writing"): NAME,
    ("owner", "services.indicators.schemas.question.explanation"): NAME,
    **dict.fromkeys(
        [
            (name, "services.indicators.schemas.question.explanation")
            for name in ("other_causes", "other_evidence", "risks", "information_needed", "assumptions")
        ],
        "a list of things, each named in a word or two",
    ),
}
# One step over several cases asks what the command asks, and the cases as references with their versions.
CASELOAD = "services.escalation.schemas.desk.caseload"
EXEMPT |= {(name, CASELOAD): why for (name, place), why in EXEMPT.items() if place == COMMANDS}
EXEMPT[("others", COMMANDS)] = "recommendations that were written before, each of which is asked again"
EXEMPT[("cases", CASELOAD)] = "references"
EXEMPT |= dict.fromkeys(
    [(name, "services.escalation.schemas.petition.moderation") for name in ("petitions", "petition")], "references"
)
EXEMPT[("about", "services.escalation.schemas.petition.notice")] = "codes of bodies, which the mark covers"
EXEMPT[("basis", "services.publication.schemas.entry.particulars")] = "the law by which an item is set, by its name"
# Rooms of whole schemas that hold names, figures and addresses only, or words that are kept as somebody else said them.
ELSEWHERE = {
    "services.escalation.schemas.scrutiny.recommendation": "checked and not said; the step that issues it asks again",
    "services.publication.schemas.register.register": "the register: names, references, and what a row rests on",
    "services.publication.schemas.register.statement": "the same by a form, one fact at a time",
    "services.publication.schemas.register.policy": "the same by a form: values, and who decided them",
    "services.escalation.schemas.desk.policy_change": "the same, to be looked at first",
    "services.publication.schemas.register.key": "names of systems and of people; a purpose is asked for in words",
    "services.publication.schemas.leaf.compilation": "names, and the paper that a row rests on",
    "services.publication.schemas.register.place": "the register: names and codes of places",
    "services.escalation.schemas.petition.open311": "names, places, what servers ask for; its words are a petition's",
    "services.publication.schemas.submission.blank": "a deed by a form: read again as the deed of machines",
    "services.publication.schemas.submission.desk": "the same by a form: read again as an entry or a reply",
    "services.publication.schemas.submission.row": "the same by a table: read again as entries",
    "services.publication.schemas.entry.entry": "what a side said in a negotiation, kept as it was said",
    "services.publication.schemas.agreement.agreement": "names, periods and who approved",
    "services.publication.schemas.register.invitation": "names, addresses and tokens",
    "services.publication.schemas.register.account": "names, addresses and roles of people who come in",
    "services.indicators.schemas.mapping": "columns and words of a table; a reason is a note beside one",
    "services.indicators.schemas.figure.report": "names of places and columns",
    "services.indicators.schemas.figure.upload": "rows as they were pasted; figures' reasons stand in their rows",
    "services.indicators.schemas.figure.held": "moments and presses of a button",
}
# A form whose lines are put together first, and then read as the shape that machines send.
FORMS_READ_TWICE = "Form of "


def every_shape(base: type[Strict] = Strict) -> Iterator[type[Strict]]:
    for shape in base.__subclasses__():
        yield shape
        yield from every_shape(shape)


def free_texts(shape: type[Strict]) -> Iterator[tuple[str, bool]]:
    """The fields of a shape that take free text, and whether they are asked to say something."""
    for name, hint in typing.get_type_hints(shape, include_extras=True).items():
        written = str(hint)
        if name in shape.model_fields and "_text" in written and "pattern=" not in written:
            yield name, "_in_words" in written


def is_exempt(shape: type[Strict], field: str) -> bool:
    where = f"{shape.__module__}.{shape.__name__}"
    if any(where.startswith(room) for room in ELSEWHERE) or shape.__name__.startswith(FORMS_READ_TWICE):
        return True
    return any(field == name and (room is None or where.startswith(room)) for name, room in EXEMPT)


def test_every_text_that_people_owe_is_asked_to_say_something() -> None:
    for module in pkgutil.walk_packages(services.__path__, "services."):
        if ".schemas." in module.name or ".pages." in module.name:
            importlib.import_module(module.name)
    shapes = [one for one in every_shape() if one.__module__.startswith("services.")]
    owed = {(shape.__name__, field) for shape in shapes for field, is_owed in free_texts(shape) if is_owed}
    forgotten = {
        (shape.__module__, shape.__name__, field)
        for shape in shapes
        for field, is_owed in free_texts(shape)
        if not is_owed and not is_exempt(shape, field)
    }

    assert forgotten == set()
    known = {("Reject", "reasons"), ("RefuseInformation", "reasons"), ("DisputeDuty", "reasons"), ("CallIn", "failure")}
    assert known | {("EvidenceIn", "text"), ("LodgeIn", "what"), ("ChallengeIn", "words")} <= owed
    assert ("Answers to below-target-1", "cause") in owed


@pytest.mark.parametrize("shapes", [BODIES, FORMS])
def test_every_command_names_the_field_whose_words_say_nothing(shapes: dict[str, type[Strict]]) -> None:
    """By trying each: a fault for every such field of every command, whatever else is missing."""
    tried = 0
    for name, shape in shapes.items():
        for field, is_owed in free_texts(shape):
            if is_owed:
                with pytest.raises(Malformed) as refused:
                    fit(shape, {field: "n/a, see above."})
                found = {(one.pointer, one.code) for one in refused.value.errors}
                assert (f"/{field}", "says-nothing") in found, (name, field)
                tried += 1
    assert tried > 50


def test_a_slip_is_not_put_right_by_words_that_say_nothing() -> None:
    walk = admitted()
    step = walk.case.version
    wanted = Correct(step=step, field="reasons", correction="see above", reasons="A slip of the pen in it")
    with pytest.raises(Incomplete) as refused:
        decide(walk.case, wanted, walk.at(WORKER))
    assert [(gap.field, gap.code) for gap in refused.value.gaps] == [("correction", "says_nothing")]
