"""Petitions that are not public yet, as their events have made them; and more of what their organisers say."""

from migrations import area_policy, run

revision = "escalation_0014"
down_revision = "escalation_0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the table. The words stay with the draft: those who decide and the organiser read them there."""
    run(
        """
create table moderation (
  reference text primary key,
  area text not null,
  measure text not null,
  standing text not null,
  due_on date,
  version int not null,
  facts jsonb not null
);
create index moderation_by_clock on moderation (due_on, reference) where due_on is not null;
alter table petition_draft
  add column alleges_system boolean not null default false,
  add column taken_out text[] not null default '{}',
  add column appeal text not null default '';
"""
        + area_policy("moderation")
        + "revoke delete on moderation from folkmoot_escalation;"
    )


def downgrade() -> None:
    """Take it down."""
    run(
        "alter table petition_draft drop column alleges_system, drop column taken_out, drop column appeal;"
        "drop table moderation;"
    )
