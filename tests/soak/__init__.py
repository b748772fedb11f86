"""A long random walk of many cases over a real database, and races for one case; never part of the product.

`make soak` walks long; tests/integration/test_walk.py and test_races.py walk and race as far as a test run allows.
"""
