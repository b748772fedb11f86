"""Inspections of the bodies of an area, also those begun outside a case."""

from migrations import area_policy, run

revision = "escalation_0008"
down_revision = "escalation_0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the table."""
    run(
        """
create table inspection (
  inspection uuid primary key,
  area text not null,
  subject text not null,
  measure text, -- none: the body as a whole
  inspectorate text not null,
  ground text not null,
  link text not null,
  began_on date not null,
  ended_on date check (ended_on >= began_on),
  entered_by text not null,
  entered_at timestamptz not null,
  reference text references ladder_case
);
create index inspection_of_subject on inspection (area, subject, measure);
create unique index inspection_once
  on inspection (area, subject, coalesce(measure, ''), lower(inspectorate), began_on)
  where reference is null;
create index inspection_by_area on inspection (area, inspection);
create index inspection_of_case on inspection (reference) where ended_on is null;
"""
        + area_policy("inspection")
        + "revoke update, delete on inspection from folkmoot_escalation;"
        + "grant update (began_on, ended_on, entered_by, inspectorate, ground, link) on inspection "
        + "to folkmoot_escalation;"
    )


def downgrade() -> None:
    """Take it down."""
    run("drop table inspection;")
