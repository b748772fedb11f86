"""The whole record as files, as they were made last.

`as_of` is the oldest transaction that still ran when a file was begun: what a later one took out of the record may
stand in the file.
"""

from migrations import run, telling

revision = "publication_0019"
down_revision = "publication_0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the table."""
    run(
        """
        create table download (
          name text not null,
          form text not null check (form in ('jsonl', 'csv')),
          made_on date not null,
          as_of xid8 not null,
          rows int not null,
          content bytea not null,
          sha256 text not null,
          primary key (name, form)
        );
        alter table download alter column content set storage external;
        """
        + telling("download")
    )


def downgrade() -> None:
    """Take it down."""
    run("drop table download;")
