"""`python -m tests.golden`: add the samples of new events, and write the sentences of the profiles as they read now."""

import sys

from tests.golden import sentences
from tests.golden.samples import add_missing

sys.stdout.write("\n".join(add_missing() or ["every event has its sample"]) + "\n")
sys.stdout.write("\n".join(sentences.write() or ["every profile reads as its golden file"]) + "\n")
