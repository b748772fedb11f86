"""A long random walk of many cases over a real database, and races for one case; never part of the product.

`workers` is five case workers at once before the pages of running services.

`make soak` walks long; test_walk.py and test_races.py in tests/integration/escalation walk and race as far as a test
run allows.
"""
