"""How long cases stay on each rung: what is counted, what is left out, and what is too little to show."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from services.publication.domain.timeline.timing import Move, Span, Stay, span_before, stays, summaries
from shared.calendars import calendar

RUNG_OF = {"screening": 0, "duty_served": 1, "remedy_running": 1, "referred": 2, "stage2_exhausted": 3}
MONDAY = date(2026, 3, 2)


def move(state: str, day: int, **more: object) -> Move:
    """A step so many days after a Monday."""
    return replace(Move(reference="A", area="x", state=state, on=MONDAY + timedelta(days=day)), **more)  # type: ignore[arg-type]


def counted(*moves: Move) -> list[tuple[int, str, int, bool]]:
    return [(one.rung, one.kind, one.days, one.is_in_time) for one in found(*moves)]


def found(*moves: Move) -> Sequence[Stay]:
    england = calendar("England and Wales")
    return list(
        stays(
            moves,
            rung_of=lambda _: RUNG_OF,
            kind_of=lambda _, body: {"": "council", "nick": "police"}[body],
            calendar_of=lambda _: england,
        )
    )


def test_a_stay_is_counted_in_working_days_without_those_that_stood_still() -> None:
    assert counted(
        move("screening", 0),
        move("duty_served", 7, lead="nick"),
        move("remedy_running", 14),
        move("remedy_running", 21, stood_still=4),
        move("referred", 28),
        move("resolved_stage2", 35, ended="resolved"),
    ) == [(0, "police", 5, True), (1, "police", 11, True), (2, "police", 3, True)]  # the last week had Easter in it


def test_a_missed_day_counts_against_its_own_rung_only() -> None:
    assert counted(
        move("duty_served", 0, lead="nick"),
        move("duty_served", 7, is_missed_day=True),
        move("referred", 14),
        move("closed_unresolved", 21, ended="unresolved"),
    ) == [(1, "police", 10, False), (2, "police", 5, True)]


def test_what_was_cut_short_still_runs_or_is_told_after_the_end_is_not_counted() -> None:
    assert counted(move("screening", 0), move("withdrawn", 7, ended="unresolved")) == []
    assert counted(move("screening", 0), move("duty_served", 7, lead="nick"), move("duty_served", 14)) == [
        (0, "police", 5, True)
    ]
    relapsed = (
        move("duty_served", 0, lead="nick"),
        move("resolved_stage1", 7, ended="resolved"),
        move("resolved_stage1", 14, ended="resolved"),
        move("referred", 21),
        move("stage2_exhausted", 28),
    )
    assert counted(*relapsed) == [(1, "police", 5, True), (2, "police", 5, True)]


def test_cases_of_several_areas_are_kept_apart() -> None:
    one = (move("screening", 0), move("duty_served", 7))
    assert len(counted(*one, *(replace(step, area="y") for step in one))) == 2


def stay(kind: str, body: str, days: int, *, left_on: date = date(2026, 5, 1)) -> Stay:
    return Stay(1, "x", body, kind, left_on, days=days, is_in_time=days < 10)


def test_kinds_are_shown_only_when_no_body_can_be_told_from_them() -> None:
    span = Span(date(2026, 4, 1), date(2026, 6, 30))
    many = [stay("council", f"council-{n % 3}", n) for n in range(8, 14)]
    one_body = [stay("police", "gmp", n) for n in range(20, 30)]
    few = [stay("school", f"school-{n}", n) for n in range(4)]
    outside = [stay("council", "council-9", 500, left_on=date(2026, 7, 1))]
    told = {(one.rung, one.kind): one for one in summaries([*many, *one_body, *few, *outside], span)}

    council = told[1, "council"]
    assert (council.stays, council.median, council.shortest, council.longest, council.in_time) == (6, 10.5, 8, 13, 2)
    for hidden in ("police", "school"):
        assert told[1, hidden].stays is told[1, hidden].median is told[1, hidden].longest is None
    assert told[1, ""].stays == 20
    assert told[0, ""].stays is None


def test_quarters_are_over_before_they_are_told() -> None:
    assert span_before(date(2026, 11, 22)) == Span(date(2025, 10, 1), date(2026, 9, 30))
    assert span_before(date(2026, 1, 1)) == Span(date(2025, 1, 1), date(2025, 12, 31))
