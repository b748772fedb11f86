"""${message}."""

from migrations import run

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = None


def upgrade() -> None:
    """${message}."""


def downgrade() -> None:
    """Take it down."""
