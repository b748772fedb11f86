"""The whole topology on one page: every stream kind, what one stream is, and which consumers listen to it.

Everything is wired from this table: what enters the outbox, the exchange's queues and bindings, the local transport and
the diagram in the docs. A kind without consumers never leaves its ledger.
"""

from dataclasses import dataclass

EXCHANGE = "folkmoot"
DEAD_EXCHANGE = "folkmoot.dead"


@dataclass(frozen=True, slots=True)
class Kind:
    """A stream kind: one audience, whole streams or nothing."""

    one_stream_per: str
    carries: str
    consumers: tuple[str, ...] = ()


KINDS: dict[str, Kind] = {
    "publication.register": Kind(
        "area",
        "areas, places, partners, measures, who leads on them, policy overrides, local closures, elections, "
        "committees, councillors, forums and their agreements on outcomes, partnerships, what was delivered",
        ("indicators.register", "escalation.register"),
    ),
    "publication.target": Kind("area and measure", "targets in force", ("indicators.target",)),
    "publication.agreement": Kind("agreement", "rounds, proposals, responses, decisions"),
    "publication.removal": Kind(
        "removal", "words taken out of the record: asked for, agreed to, refused; not the words"
    ),
    "publication.submission": Kind(
        "submission",
        "entries that wait for a second person: handed in, held for a day, published, returned, withdrawn; no word",
        ("escalation.submission",),
    ),
    "publication.withholding": Kind("entry", "words of an entry that are not shown: withheld, released; not the words"),
    "indicators.measure": Kind(
        "area and measure",
        "judgements that changed, figures that are late",
        ("escalation.measure", "publication.measure"),
    ),
    "indicators.explanation": Kind("request", "why a target is missed: asked, answered, not answered, no longer asked"),
    "indicators.warning": Kind("area, measure and cause", "early warnings: raised and lifted"),
    "indicators.challenge": Kind(
        "challenge", "one partner challenging another: made, answered, unanswered", ("escalation.challenge",)
    ),
    "indicators.removal": Kind(
        "removal of words on a measure's page",
        "words of explanations and challenges taken out: asked for, agreed to, refused; not the words",
        ("escalation.removal",),
    ),
    "indicators.enquiry": Kind("enquiry", "figures asked of a partner, or spared because they are held"),
    "indicators.batch": Kind("batch", "a receipt for every accepted batch; that one which waited is public"),
    "indicators.forecast": Kind("area and measure", "forecasts lodged, and how each came true"),
    "indicators.baseline": Kind("area and measure", "where a series begins anew, and why"),
    "indicators.sample": Kind("area and measure", "how many a figure rests on"),
    "escalation.petition": Kind("petition", "creation, counts, thresholds, closing", ("publication.petition",)),
    "escalation.obligation": Kind(
        "debate, evidence or reply owed to a petition",
        "what a petition's number has set a day for: offered, arisen, fixed, held, told, missed",
        ("publication.obligation",),
    ),
    "escalation.moderation": Kind(
        "petition that is not public yet", "supported, checked, mended, refused, reviewed, published; none of its words"
    ),
    "escalation.notice": Kind(
        "notice of a page", "pages other than petitions that somebody reported: given, overdue, decided; not who"
    ),
    "escalation.letter": Kind(
        "case that letters were written about",
        "letters that a body served on another: how and when; not their words",
    ),
    "escalation.data_request": Kind(
        "request of a person",
        "somebody asked to see or to erase what is held of them: received, extended, overdue, answered; not who",
    ),
    "escalation.councillor": Kind(
        "councillor's post", "whether letters reach whoever holds it, and by which account they come in; no address"
    ),
    "escalation.trigger": Kind(
        "gathering of decisions", "decisions of several bodies for action in the whole area, counted until they suffice"
    ),
    "escalation.case": Kind("case", "every step of the ladder", ("publication.case", "indicators.case")),
    "escalation.evidence": Kind(
        "file", "files put to a case: waiting, public, withheld, taken out", ("publication.evidence",)
    ),
    "escalation.commitment": Kind(
        "sealed store, and matter that was unsealed",
        "one hash of the sealed store every day; what a matter held, once it is unsealed",
        ("publication.commitment",),
    ),
    "escalation.reserve": Kind("sealed matter", "nothing that leaves, ever"),
    "operations.inbox": Kind(
        "consumer (in every service)", "dead letters that a person let be tried again or discarded"
    ),
}


def producer(kind: str) -> str:
    """The service whose ledger holds streams of this kind."""
    return kind.partition(".")[0]


def consumers_of(service: str) -> dict[str, str]:
    """Consumer name -> kind, for every consumer that this service runs."""
    return {c: kind for kind, row in KINDS.items() for c in row.consumers if c.partition(".")[0] == service}


def kinds_of(service: str) -> list[str]:
    """The kinds that this service produces and somebody listens to."""
    return [kind for kind, row in KINDS.items() if producer(kind) == service and row.consumers]
