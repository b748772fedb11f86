"""What a desk asks is answered from indexes, however many cases have ended: days that run, and open cases as listed."""

from migrations import run, spine, spine_down

revision = "escalation_0035"
down_revision = "escalation_0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Hold what the lists are put in order and counted by, so that no row of a case is read for them."""
    run(
        spine(2)
        + """
create index ladder_case_by_state on ladder_case (area, state);
create index ladder_case_work on ladder_case (area, reference)
  include (state, measure, ward, due_on, silence, asked_by) where closed_on is null;
"""
    )


def downgrade() -> None:
    """Take the indexes down."""
    run("drop index ladder_case_work, ladder_case_by_state;" + spine_down(2))
