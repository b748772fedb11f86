"""How an event adds facts to a case: each rung tells it of its own events, `ladder` puts them together."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from services.escalation.domain.case.case import Case

# Fields of a case by name. Any: each has a type of its own; `replace` refuses a name that there is not.
Facts = Mapping[str, Any]
# What each class of event adds besides the case's place. Any: every function takes its own event.
Additions = Mapping[type, Callable[[Any, Case, date], Facts]]
