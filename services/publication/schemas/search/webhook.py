"""Webhooks as a body names them and sees them, and the document that is sent to one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.publication.domain.search.change import Changed, Mark
from services.publication.domain.search.search import Kind
from services.publication.domain.search.webhook import Webhook, secret_words
from services.publication.schemas.register.link import links
from services.publication.schemas.register.place import Code
from services.publication.schemas.search.change import told
from shared.events import new_id
from shared.outside.addresses import LONGEST
from shared.shapes import Line, Strict


class WebhookIn(Strict):
    """An address to which the changes of an area are sent, of these kinds or of all."""

    address: Annotated[Line, Field(max_length=LONGEST)]
    area: Code
    kinds: Annotated[tuple[Kind, ...], Field(max_length=len(Kind))] = ()

    def webhook(self, name: str, body: str, now: datetime) -> Webhook:
        """The webhook as the domain knows it, told of nothing yet."""
        return Webhook(
            id=UUID(str(new_id())),
            area=self.area,
            body=body,
            name=name,
            address=self.address,
            kinds=self.kinds,
            mark=Mark(),
            named_at=now,
        )


def document(webhook: Webhook, secret: bytes | None = None) -> dict[str, object]:
    """A webhook as its owner sees it; with the secret that its signatures are made with only where one is given."""
    return {
        "id": str(webhook.id),
        "name": webhook.name,
        "area": webhook.area,
        "address": webhook.address,
        "kinds": [kind.value for kind in webhook.kinds],
        **({"secret": secret_words(secret)} if secret else {}),
        "named_at": webhook.named_at,
        "arrived_at": webhook.arrived_at,
        "failed_at": webhook.failed_at,
        "ended_at": webhook.ended_at,
        "links": links(self_=f"/publication/v1/webhooks/{webhook.name}"),
    }


def letter(webhook: Webhook, id: object, changes: Sequence[Changed]) -> dict[str, object]:
    """What is sent: the changes in order, each thing as it stands now."""
    return {
        "id": str(id),
        "type": "folkmoot.record.changed.v1",
        "area": webhook.area,
        "changes": [told(one) for one in changes],
        "links": links(area=f"/publication/v1/changes?area={webhook.area}"),
    }
