"""The leaves of the public record, and apart from them the words and salts to which they commit.

The service may add both and read both. It may change or delete neither.
"""

from migrations import area_policy, run, telling

revision = "publication_0013"
down_revision = "publication_0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the tables. What tells of every area at once has an empty one."""
    run(
        """
create table leaf (
  leaf bigint generated always as identity primary key,
  kind text not null,
  area text not null,
  subject text not null,
  number int not null,
  content bytea not null check (octet_length(content) between 1 and 65535),
  unique (kind, subject, number)
);
create table leaf_words (
  leaf bigint not null references leaf,
  area text not null,
  name text not null,
  salt bytea not null check (octet_length(salt) = 32),
  value text not null,
  primary key (leaf, name)
);
revoke update, delete, truncate on leaf, leaf_words from folkmoot_publication;
"""
        + area_policy("leaf")
        + area_policy("leaf_words")
        + telling("leaf", "leaf_words")
    )


def downgrade() -> None:
    """Take them down."""
    run("drop table leaf_words, leaf;")
