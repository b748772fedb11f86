"""What waits for a second person has a salt, for the digest that tells whether it is what was handed in."""

from migrations import run

revision = "publication_0038"
down_revision = "publication_0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A salt beside the words: it goes with them, so that the digest says nothing of words that are gone."""
    run("alter table submission add column salt text")


def downgrade() -> None:
    """Without it nothing tells that a row was changed."""
    run("alter table submission drop column salt")
