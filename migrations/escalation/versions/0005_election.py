"""The periods before an area's elections, as the register tells them."""

from migrations import register, register_down, run

revision = "escalation_0005"
down_revision = "escalation_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the table."""
    run(register(2))


def downgrade() -> None:
    """Take it down."""
    run(register_down(2))
