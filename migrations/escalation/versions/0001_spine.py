"""The spine of the escalation service."""

from migrations import run, spine, spine_down

revision = "escalation_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the spine."""
    run(spine(1))


def downgrade() -> None:
    """Take the spine down."""
    run(spine_down(1))
