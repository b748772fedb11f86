"""The scrutiny committees of an area and their seats, as the register tells them."""

from migrations import register, register_down, run

revision = "indicators_0017"
down_revision = "indicators_0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the tables."""
    run(register(3))


def downgrade() -> None:
    """Take them down."""
    run(register_down(3))
