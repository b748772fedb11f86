"""The ladder walked in tests. Tests say `ladder.screening()`; which file of the folder has it is not their matter."""

# ruff: noqa: F403 every name of the six files is handed on

from tests.unit.escalation.ladder.later import *
from tests.unit.escalation.ladder.place import *
from tests.unit.escalation.ladder.rung import *
from tests.unit.escalation.ladder.sample import *
from tests.unit.escalation.ladder.special import *
from tests.unit.escalation.ladder.walk import *
