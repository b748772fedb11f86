"""The later entry of an entry is found at once, however many an agreement has."""

from migrations import run

revision = "publication_0022"
down_revision = "publication_0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the index."""
    run("create index entry_by_superseded on entry (agreement, supersedes) where supersedes is not null;")


def downgrade() -> None:
    """Take it down."""
    run("drop index entry_by_superseded;")
