"""Samples of every event ever published, kept for good; and every sentence of the profiles as it reads.

`python -m tests.golden` adds the samples of new events and writes the sentences anew.
"""
