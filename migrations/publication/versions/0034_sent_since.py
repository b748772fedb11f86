"""Since when a webhook is tried, by the machine's time, apart from when it was named by the time of the place."""

from migrations import run

revision = "publication_0034"
down_revision = "publication_0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the moment; of those named before it is the one of their naming, which was the machine's."""
    run(
        """
        alter table webhook add column sent_since timestamptz;
        update webhook set sent_since = named_at;
        alter table webhook alter column sent_since set not null, alter column sent_since set default clock_timestamp();
        """
    )


def downgrade() -> None:
    """Take it back."""
    run("alter table webhook drop column sent_since;")
