"""The bodies of an area that cease, and who takes their duties on, as the register tells them."""

from migrations import register, register_down, run

revision = "escalation_0011"
down_revision = "escalation_0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the table."""
    run(register(5))


def downgrade() -> None:
    """Take it down."""
    run(register_down(5))
