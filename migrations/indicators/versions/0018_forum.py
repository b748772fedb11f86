"""The forums of an area and their agreements on outcomes, as the register tells them."""

from migrations import register, register_down, run

revision = "indicators_0018"
down_revision = "indicators_0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the tables."""
    run(register(4))


def downgrade() -> None:
    """Take them down."""
    run(register_down(4))
