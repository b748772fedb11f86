"""The catalogue of everything that can be told between services, and the topology that carries it. Standard library only."""

from shared.events import escalation, indicators, publication, topology
from shared.events.base import CATALOGUE, Envelope, declared, new_id, short_name

__all__ = [
    "CATALOGUE",
    "Envelope",
    "declared",
    "escalation",
    "indicators",
    "new_id",
    "publication",
    "short_name",
    "topology",
]
