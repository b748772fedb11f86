"""The door to the sample: everything the demonstration sends, as plain functions that send nothing themselves."""

from deploy.sample.bathnes import negotiation
from deploy.sample.figures import Batch, Row, UnmappedFile, batches, place_names
from deploy.sample.posting import Posting
from deploy.sample.trafford import agreement, explanation, live_negotiation, petition, register

__all__ = [
    "Batch",
    "Posting",
    "Row",
    "UnmappedFile",
    "agreement",
    "batches",
    "explanation",
    "live_negotiation",
    "negotiation",
    "petition",
    "place_names",
    "register",
]
