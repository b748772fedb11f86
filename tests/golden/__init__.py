"""Samples of every event ever published, kept for good. `python -m tests.golden` adds those of new events."""
