"""The words by which people call what a measure is about, as the register tells them."""

from migrations import register, register_down, run

revision = "escalation_0037"
down_revision = "escalation_0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the table of the copy. What was told before this comes when the register is told again."""
    run(register(7))


def downgrade() -> None:
    """Take it down."""
    run(register_down(7))
