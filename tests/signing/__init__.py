"""A simulator of people and bots who sign, against known truth: what the watch counts of either, and what it holds.

`crowd.py` are the people, `strategies.py` the bots, `trial.py` a petition that both sign, `figures.py` the table. The
rules are those of the product (`domain/petition`); here stand only tallies in memory in the place of rows.
"""
