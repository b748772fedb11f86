"""What a dry run of a batch answers: what each row would do, and what the public would then see. It decides nothing."""

from collections.abc import Mapping, Sequence

import polars as pl

from services.indicators.domain.figure.observation import Effect
from services.indicators.domain.figure.period import Odd
from services.indicators.domain.judgement.history import Point, decisive, newest
from services.indicators.domain.judgement.preview import Changed, Shown
from services.indicators.schemas.figure.batch import left_open_document
from services.indicators.schemas.figure.fault import MOST_FAULTS
from services.indicators.schemas.figure.figure import Examined, effect_faults, without_reason
from services.indicators.schemas.figure.period import warnings_document
from services.indicators.schemas.judgement.signal import direction_document
from services.indicators.schemas.judgement.wording import headline, lede
from services.indicators.schemas.measure.measure import digits
from shared.periods import Period

MOST_CHANGES = 40  # periods of one measure


def document(
    examined: Examined, compared: pl.DataFrame, shown: Sequence[Shown], more: int, odd: Sequence[Odd] = ()
) -> dict[str, object]:
    """What a batch would do: the counts, the first 10,000 rows each with its effect, every fault, what is odd about
    periods, and what the public would see of the first measures; `more` are not told.
    """
    refused = examined.placed(effect_faults(compared))
    faults = examined.faults.and_those(refused)
    rows = [
        {
            **{name: row[name] for name in ("row", "area", "place", "measure")},
            "period": row["text"],
            "value": row["value"],
            "standing": row["standing_value"],
            "effect": row["effect"],
        }
        for row in compared.head(MOST_FAULTS).iter_rows(named=True)
    ]
    counts = dict(compared["effect"].value_counts().iter_rows())
    return {
        "dry_run": True,
        "rows": examined.rows,
        **{effect.value: counts.get(effect, 0) for effect in Effect if effect is not Effect.REFUSED},
        "without_reason": without_reason(compared),
        "refused": examined.refused + len(refused),
        "figures": rows,
        "errors": [fault.document() for fault in faults.documents()],
        "total_errors": faults.total,
        **left_open_document(examined.left_open),
        **warnings_document(odd),
        **shown_document(shown, more),
    }


def shown_document(shown: Sequence[Shown], more: int) -> dict[str, object]:
    """What the public would see of the first measures, and how many more there are."""
    return {"would_show": [_shown(one) for one in shown], "would_show_more": more}


def _shown(shown: Shown) -> dict[str, object]:
    """A measure in the words of its public page, with what they are made from."""
    subject, points = shown.measure, shown.points
    decides, latest = decisive(points), newest(points)
    direction, unlike = shown.read(points).direction, shown.unlike()
    return {
        "area": subject.area,
        "measure": subject.measure,
        "title": subject.title,
        "headline": headline(subject, decides, latest, shown.places),
        "lede": lede(subject, points, decides, latest),
        "latest": None if latest is None else {"period": latest.period.text, "value": digits(latest.value)},
        "target": None if decides is None else _target(decides),
        "polarity": subject.polarity,
        "verdict": shown.verdict,
        "before": shown.before,
        "changes": [_change(one, point, unlike) for one, point in shown.after()[:MOST_CHANGES]],
        "total_changes": len(shown.changed) + shown.others,
        "direction": None if direction is None else direction_document(direction),
        "links": {"page": f"/measures/{subject.area}/{subject.measure}"},
    }


def _change(changed: Changed, point: Point | None, unlike: Mapping[Period, str]) -> dict[str, object]:
    """A period of the area's own figures: what stands, what would, how that would be judged, and how it is unlike."""
    figure = None if point is None else point.observation
    return {
        "period": changed.period.text,
        "standing": changed.missing if changed.value is None else digits(changed.value),
        "value": None if figure is None else digits(figure.value),
        "missing": None if figure is None else figure.missing,
        "verdict": None if point is None else point.verdict,
        "unlike": unlike.get(changed.period),
    }


def _target(point: Point) -> dict[str, object] | None:
    if point.target is None:
        return None
    return {
        "period": point.period.text,
        "value": digits(point.target.value),
        "figure": digits(point.value),
        "is_illustrative": point.target.illustrative,
    }
