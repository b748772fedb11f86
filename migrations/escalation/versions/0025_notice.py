"""Notices about what petitions say: on which ground, until when they are decided, and what came of them."""

from migrations import area_policy, run

revision = "escalation_0025"
down_revision = "escalation_0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep notices; on one ground of one petition one waits at a time."""
    run(
        """
create table escalation_private.notice (
  petition text not null,
  number int not null,
  area text not null,
  ground text not null,
  told_on date not null,
  due_on date not null,
  sealed bytea,
  outcome text,
  decided_on date,
  reasons text not null default '',
  decided_by text not null default '',
  primary key (petition, number)
);
create unique index notice_waiting on escalation_private.notice (petition, ground) where outcome is null;
create index notice_by_day on escalation_private.notice (due_on, petition, number) where outcome is null;
grant select, insert, update on escalation_private.notice to folkmoot_escalation;
"""
        + area_policy("escalation_private.notice")
    )


def downgrade() -> None:
    """Take them down."""
    run("drop table escalation_private.notice;")
