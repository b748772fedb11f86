"""Replies of bodies to entries: as they are sent, and as they are told to machines."""

from services.publication.domain.entry.entry import Entry
from services.publication.domain.entry.reply import Heard, PutReply, Reply, Stance
from services.publication.schemas.register.link import links
from shared.events.publication import PartnerRegistered
from shared.shapes import Reasons, ReasonsLine, Strict, Whole


class ReplyIn(Strict):
    """What a body says of an entry that names it. `note` says why it supersedes its earlier reply."""

    stance: Stance
    words: Reasons | None = None
    supersedes: Whole | None = None
    note: ReasonsLine | None = None

    def command(self, entry: Entry, body: PartnerRegistered) -> PutReply:
        """What was sent, as the domain takes it, beside this entry and by this body."""
        return PutReply(
            entry=entry, body=body, stance=self.stance, words=self.words, supersedes=self.supersedes, note=self.note
        )


def receipt(reply: Reply, version: int) -> dict[str, object]:
    """What the body is answered: the place of its reply on the record, and how far the agreement is.

    The words are not repeated: answers are kept for those who ask again, and words may have to be taken out.
    """
    here = f"/publication/v1/agreements/{reply.agreement}"
    return {
        "agreement": reply.agreement,
        "entry": reply.entry,
        "reply": reply.number,
        "body": reply.body,
        "name": reply.name,
        "stance": reply.stance,
        "supersedes": reply.supersedes,
        "recorded_at": reply.recorded_at,
        "version": version,
        "links": links(agreement=here, entries=f"{here}/entries", page=f"/agreements/{reply.agreement}"),
    }


def voice_document(heard: Heard) -> dict[str, object]:
    """Whose words an entry gives: what the body whose words another one typed says of them, and every reply."""
    return {
        "confirmation": heard.confirmation,
        "offered_on": heard.offered.on if heard.offered else None,
        "replies": [reply_document(reply) for reply in heard.replies],
    }


def reply_document(reply: Reply) -> dict[str, object]:
    """One reply beside its entry."""
    return {
        "reply": reply.number,
        "body": reply.body,
        "name": reply.name,
        "stance": reply.stance,
        "words": reply.words,
        "note": reply.note,
        "supersedes": reply.supersedes,
        "superseded_by": reply.superseded_by,
        "recorded_at": reply.recorded_at,
        "link_named_by": reply.link_named_by,
    }
