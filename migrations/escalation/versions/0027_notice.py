"""Notices are of any page, some are held, whoever gives one may leave an address, and a hidden text is reviewed."""

from migrations import run

revision = "escalation_0027"
down_revision = "escalation_0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Widen them. `reference` is a petition's, or for another page the area's code; `page` is that page's address."""
    run(
        """
alter table escalation_private.notice rename column petition to reference;
alter table escalation_private.notice
  add column page text not null default '',
  add column is_held boolean not null default false,
  add column email bytea,
  add column decided_account text not null default '',
  add column version int not null default 0,
  add column review_asked_on date,
  add column review_due_on date,
  add column review_sealed bytea,
  add column review_outcome text,
  add column reviewed_on date,
  add column review_reasons text not null default '',
  add column reviewed_by text not null default '';
drop index escalation_private.notice_waiting;
create unique index notice_waiting on escalation_private.notice (reference, page, ground, is_held)
  where outcome is null;
drop index escalation_private.notice_by_day;
create index notice_by_day on escalation_private.notice (due_on, reference, number) where outcome is null;
create index notice_by_review on escalation_private.notice (review_due_on, reference, number)
  where review_asked_on is not null and review_outcome is null;
create index notice_by_area on escalation_private.notice (area, told_on, reference, number);
"""
    )


def downgrade() -> None:
    """Take the rest down; what only it could hold is lost."""
    run(
        """
delete from escalation_private.notice where page <> '' or is_held;
drop index escalation_private.notice_by_area;
drop index escalation_private.notice_by_review;
drop index escalation_private.notice_by_day;
drop index escalation_private.notice_waiting;
alter table escalation_private.notice
  drop column page, drop column is_held, drop column email, drop column decided_account, drop column version,
  drop column review_asked_on, drop column review_due_on, drop column review_sealed, drop column review_outcome,
  drop column reviewed_on, drop column review_reasons, drop column reviewed_by;
alter table escalation_private.notice rename column reference to petition;
create unique index notice_waiting on escalation_private.notice (petition, ground) where outcome is null;
create index notice_by_day on escalation_private.notice (due_on, petition, number) where outcome is null;
"""
    )
