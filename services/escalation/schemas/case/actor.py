"""A caller as the domain knows who acts."""

from services.escalation.domain.case.circumstances import Actor
from shared.auth import Caller


def actor_of(caller: Caller, area: str, same: frozenset[str] = frozenset()) -> Actor:
    """Who acts, with the roles held in that area only, and for its body only where it holds one there; `same` is all by
    which a second person comes in.
    """
    roles = frozenset(grant.role for grant in caller.grants if grant.area == area)
    return Actor(id=caller.id, body=caller.body if roles else None, roles=roles, same=same)
