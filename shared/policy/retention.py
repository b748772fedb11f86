"""The shape of how long an area keeps what people tell who sign, and how soon it answers those who ask about it.

Shapes only: values, bases and words stand in `shared/profiles/`. A field's key is its path, `retention.signed`.
"""

from dataclasses import dataclass

from shared.working_days import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """`signed`: after the first end of a petition's case, or of the petition; `look_again`: how long it waits while
    something stands in the way, or the organiser may still be needed. `answer` and `answer_longer`: of a request.
    `views_an_hour`: above so many, reading what people told is told of as an alarm.
    """

    signed: Period
    look_again: Period
    answer: Period
    answer_longer: Period
    link: Period
    views_an_hour: int
