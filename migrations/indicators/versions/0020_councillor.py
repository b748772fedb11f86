"""The posts of an area's councillors and their wards, as the register tells them."""

from migrations import register, register_down, run

revision = "indicators_0020"
down_revision = "indicators_0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the table."""
    run(register(6))


def downgrade() -> None:
    """Take it down."""
    run(register_down(6))
