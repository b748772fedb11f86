"""A deed that somebody has begun to fill in is kept as an entry is; an agreement to be opened has no row yet."""

from migrations import run

revision = "publication_0040"
down_revision = "publication_0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let a draft be of no agreement."""
    run("alter table draft alter agreement drop not null;")


def downgrade() -> None:
    """Take those of none down."""
    run("delete from draft where agreement is null; alter table draft alter agreement set not null;")
