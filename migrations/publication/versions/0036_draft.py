"""What somebody has begun to write at the desk, for them alone."""

from migrations import area_policy, run

revision = "publication_0036"
down_revision = "publication_0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the table."""
    run(
        """
create table draft (
  draft uuid primary key,
  agreement text not null references agreement,
  area text not null,
  kind text not null,
  account text not null,
  words jsonb not null,
  version int not null,
  kept_at timestamptz not null,
  ends_on date not null
);
create index draft_of_account on draft (account, kept_at desc);
grant select, insert, update, delete on draft to folkmoot_publication;
"""
        + area_policy("draft")
    )


def downgrade() -> None:
    """Take it down."""
    run("drop table draft;")
