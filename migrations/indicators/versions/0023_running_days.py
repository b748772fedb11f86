"""The days that still run are found by their day and by their subject, however many have ended."""

from migrations import run, spine, spine_down

revision = "indicators_0023"
down_revision = "indicators_0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the indexes."""
    run(spine(2))


def downgrade() -> None:
    """Take them down."""
    run(spine_down(2))
