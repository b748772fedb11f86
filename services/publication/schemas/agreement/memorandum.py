"""The memoranda of an agreement as they are told to machines."""

import json
from collections.abc import Sequence

from services.publication.schemas.register.link import links


def memoranda_document(agreement: str, contents: Sequence[str], *, title: str) -> dict[str, object]:
    """The memoranda of an agreement, the oldest first, each as it was set out on its day; with the agreement's title of
    today where none was set out.
    """
    here = f"/publication/v1/agreements/{agreement}"
    told = [
        {"title": title} | json.loads(content) | {"memorandum": number} for number, content in enumerate(contents, 1)
    ]
    return {"memoranda": told, "links": links(self_=f"{here}/memoranda", agreement=here)}
