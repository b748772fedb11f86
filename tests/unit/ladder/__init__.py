"""The ladder walked in tests. Tests say `ladder.screening()`; which file of the folder has it is not their matter."""

# ruff: noqa: F403 every name of the six files is handed on

from tests.unit.ladder.later import *
from tests.unit.ladder.place import *
from tests.unit.ladder.rung import *
from tests.unit.ladder.sample import *
from tests.unit.ladder.special import *
from tests.unit.ladder.walk import *
