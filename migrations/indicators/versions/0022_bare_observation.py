"""What a figure says by itself, without what its series, period and batch say of it: a page of one series reads that.

The view of all of it is made from this one, so that what is missing or withdrawn has one meaning.
"""

from migrations import run

revision = "indicators_0022"
down_revision = "indicators_0021"
branch_labels = None
depends_on = None

_MISSING = """
case when f.value is null then
  coalesce(f.missing, case when f.suppressed is null then 'withdrawn' else 'suppressed' end
                      || coalesce(': ' || f.reason, '')) end
"""
_IS_WITHDRAWN = "num_nonnulls(f.value, f.missing, f.suppressed) = 0"
_STATUS = "case f.status when 'p' then 'provisional' when 'f' then 'final' when 'r' then 'revised' end"
_AUDIT = "case f.audit when 'n' then 'none' when 'i' then 'internal' when 'e' then 'external' end"
_BARE = f"""
create view bare_observation with (security_invoker = true) as
select f.area, f.series, f.period as at, f.revision, f.value, {_MISSING} as missing, f.suppressed, f.reason,
       {_IS_WITHDRAWN} as is_withdrawn, {_STATUS} as status, {_AUDIT} as audit, f.batch as batch_number, f.row
from figure f;
"""  # noqa: S608 fixed text
_OBSERVATION = """
create or replace view observation with (security_invoker = true) as
select f.area, s.measure, s.place, p.starts_on, p.ends_on, p.text as period, f.series, {at}, f.revision,
       f.value, {missing} as missing, f.suppressed, f.reason, {is_withdrawn} as is_withdrawn, {status} as status,
       {audit} as audit, b.id as batch, {batch} as batch_number, f.row, b.received_at, b.published_at, b.recorded_at
from {figure} f
join series s on s.id = f.series
join period p on p.id = {period}
join batch b on b.number = {number};
"""


def upgrade() -> None:
    """Part the view in two."""
    run(
        _BARE
        + _OBSERVATION.format(
            figure="bare_observation",
            at="f.at",
            missing="f.missing",
            is_withdrawn="f.is_withdrawn",
            status="f.status",
            audit="f.audit",
            batch="f.batch_number",
            period="f.at",
            number="f.batch_number",
        )
    )


def downgrade() -> None:
    """Join them again."""
    run(
        _OBSERVATION.format(
            figure="figure",
            at="f.period as at",
            missing=_MISSING,
            is_withdrawn=_IS_WITHDRAWN,
            status=_STATUS,
            audit=_AUDIT,
            batch="f.batch",
            period="f.period",
            number="f.batch",
        )
        + "drop view bare_observation;"
    )
