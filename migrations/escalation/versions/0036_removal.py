"""By when somebody asks to take words out of a measure's page that a notice found have to go, and what came of it."""

from migrations import run

revision = "escalation_0036"
down_revision = "escalation_0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; a notice that was decided before has no day."""
    run(
        """
alter table escalation_private.notice
  add column ask_by date, add column removal text not null default '', add column removal_on date;
create index notice_to_be_asked on escalation_private.notice (reference, page) where ask_by is not null;
"""
    )


def downgrade() -> None:
    """Take them away."""
    run(
        """
drop index escalation_private.notice_to_be_asked;
alter table escalation_private.notice drop column ask_by, drop column removal, drop column removal_on;
"""
    )
