"""`python -m tests.signing [FIRST_SEED RUNS]`: measure the watch over signatures and print the table."""

import sys

from tests.signing.figures import NOT_COUNTED, WITHHELD, measure, table

first, number = (int(one) for one in (sys.argv[1:] or ["1", "1000"]))
found = measure(first, number)
sys.stdout.write(table(found) + "\n")
sys.exit(found.not_counted < NOT_COUNTED or found.withheld_share > WITHHELD or bool(found.alone))
