"""The catalogue of all that can be told between services, and the topology that carries it. Standard library only."""

from shared.events import escalation, indicators, operations, publication, topology
from shared.events.base import CATALOGUE, Envelope, declared, new_id, short_name

__all__ = [
    "CATALOGUE",
    "Envelope",
    "declared",
    "escalation",
    "indicators",
    "new_id",
    "operations",
    "publication",
    "short_name",
    "topology",
]
