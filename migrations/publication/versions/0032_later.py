"""Entries that are shown from a later day: they wait with their words, and what proves them, in their submission."""

from migrations import run

revision = "publication_0032"
down_revision = "publication_0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let a submission wait for its day, and an entry say on which ground it did."""
    run(
        """
        alter table entry
          add column later text
            check (later in ('pre_election_period', 'agreed_by_both_sides', 'market_sensitive', 'contract_sensitive')),
          add constraint entry_later check (later is null or cleared is not null);
        alter table submission
          add column held jsonb,
          drop constraint submission_standing_check,
          drop constraint submission_check,
          drop constraint submission_check1,
          add constraint submission_standing_check
            check (standing in ('waiting', 'later', 'published', 'returned', 'withdrawn')),
          add constraint submission_check check ((standing in ('waiting', 'later')) = (answered_at is null)),
          add constraint submission_check1 check (standing in ('waiting', 'later') or entries = '[]'),
          add constraint submission_held check (standing <> 'later' or held ? 'secret'),
          add constraint submission_secret check (standing = 'later' or not coalesce(held ? 'secret', false));
        """
    )


def downgrade() -> None:
    """Take it back."""
    run(
        """
        alter table submission
          drop column held,
          drop constraint submission_standing_check,
          drop constraint submission_check,
          drop constraint submission_check1,
          add constraint submission_standing_check
            check (standing in ('waiting', 'published', 'returned', 'withdrawn')),
          add constraint submission_check check ((standing = 'waiting') = (answered_at is null)),
          add constraint submission_check1 check (standing = 'waiting' or entries = '[]');
        alter table entry drop column later;
        """
    )
