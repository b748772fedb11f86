"""A long random walk of many cases over a real database, and races for one case; never part of the product.

`make soak` walks long; test_walk.py and test_races.py in tests/integration/escalation walk and race as far as a test
run allows.
"""
