"""Who worked on a case, notes about it and covers are deleted when their days are over."""

from migrations import run

revision = "escalation_0028"
down_revision = "escalation_0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let the service delete them."""
    run(
        "grant delete on escalation_private.assignment, escalation_private.case_note, escalation_private.cover "
        "to folkmoot_escalation;"
    )


def downgrade() -> None:
    """Keep them for ever again."""
    run(
        "revoke delete on escalation_private.assignment, escalation_private.case_note, escalation_private.cover "
        "from folkmoot_escalation;"
    )
