"""`python -m tests.golden`: add the samples of new events."""

import sys

from tests.golden.samples import add_missing

sys.stdout.write("\n".join(add_missing() or ["every event has its sample"]) + "\n")
