"""The words by which people call what a measure is about, as the register tells them."""

from migrations import register, register_down, run

revision = "indicators_0025"
down_revision = "indicators_0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the table of the copy. What was told before this comes when the register is told again."""
    run(register(7))


def downgrade() -> None:
    """Take it down."""
    run(register_down(7))
