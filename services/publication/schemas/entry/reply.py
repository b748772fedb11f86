"""Replies of bodies to entries: as they are sent, and as they are told to machines."""

from services.publication.domain.entry.reply import Heard, Reply, Stance
from services.publication.domain.submission.deed import AskReply
from shared.shapes import Reasons, ReasonsLine, Strict, Whole


class ReplyIn(Strict):
    """What a body says of an entry that names it. `note` says why it supersedes its earlier reply."""

    stance: Stance
    words: Reasons | None = None
    supersedes: Whole | None = None
    note: ReasonsLine | None = None

    def deed(self, entry: int) -> AskReply:
        """What was sent, as the domain takes it, beside the entry of this number."""
        return AskReply(entry=entry, stance=self.stance, words=self.words, supersedes=self.supersedes, note=self.note)


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
        "cleared": reply.clearance.how if reply.clearance else None,
        "received_at": reply.clearance.received_at if reply.clearance else None,
        "because": reply.clearance.because if reply.clearance else None,
    }
