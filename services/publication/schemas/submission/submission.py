"""Submissions as their own body reads them. Words are told to who reads one alone: what answers a write is kept."""

from services.publication.domain.submission.submission import Standing, Submission
from services.publication.schemas.entry.entry import said_document, wish_document
from services.publication.schemas.register.link import links
from services.publication.schemas.submission.deed import deed_document
from shared.shapes import Reasons, Strict


class PublishIn(Strict):
    """A second person sends nothing; who handed it in says why it cannot wait for one."""

    because: Reasons | None = None


class ReturnIn(Strict):
    """Why it is not published as it is."""

    because: Reasons


def document(submission: Submission) -> dict[str, object]:
    """How far a submission is, and what may be done with it."""
    agreement = f"/publication/v1/agreements/{submission.agreement}"
    here = f"{agreement}/submissions/{submission.submission}"
    is_waiting = submission.standing is Standing.WAITING
    return {
        "agreement": submission.agreement,
        "submission": submission.submission,
        "what": submission.what,
        "standing": submission.standing,
        "received_at": submission.received_at,
        "published_by_itself_after": None if submission.what.sets_targets else submission.due_on,
        "returned_by_itself_after": submission.due_on if submission.what.sets_targets else None,
        "shown_from": submission.later.shown_from if submission.later else None,
        "answered_at": submission.answered_at,
        "because": submission.because,
        "entries": submission.numbers,
        "withholds": submission.entry if submission.wish else None,
        "releases": submission.entry if submission.entry and not submission.wish else None,
        "links": links(
            self=here,
            agreement=agreement,
            publish=f"{here}/publish" if is_waiting else None,
            return_=f"{here}/return" if is_waiting else None,
            withdraw=f"{here}/withdraw" if is_waiting else None,
        ),
    }


def document_with_words(submission: Submission) -> dict[str, object]:
    """The same with what would be put on the record: `words` as they were sent, none once they are gone."""
    return document(submission) | {
        "words": [said_document(said) for said in submission.entries],
        "deed": deed_document(submission.deed) if submission.deed else None,
        "withheld": wish_document(submission.wish),
    }
