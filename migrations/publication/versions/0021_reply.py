"""What bodies that an entry names put beside it: one reply of each stands, the others are superseded."""

from migrations import area_policy, run, telling

revision = "publication_0021"
down_revision = "publication_0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the table."""
    run(
        """
        create table reply (
          agreement text not null,
          number int not null check (number > 0),
          area text not null,
          entry int not null,
          body text not null,
          name text not null,
          stance text not null check (stance in ('confirmed', 'disputed', 'replied')),
          words text,
          note text,
          supersedes int,
          recorded_at timestamptz not null,
          primary key (agreement, number),
          foreign key (agreement, entry) references entry,
          foreign key (agreement, supersedes) references reply,
          unique (agreement, supersedes),
          check (words is not null or stance = 'confirmed'),
          check ((supersedes is null) = (note is null))
        );
        create unique index reply_once on reply (agreement, entry, body) where supersedes is null;
        revoke update, delete, truncate on reply from folkmoot_publication;
        """
        + area_policy("reply")
        + telling("reply")
    )


def downgrade() -> None:
    """Take it down."""
    run("drop table reply;")
