"""The record: the number of each leaf, every checkpoint that was signed, who cosigned it, and who may write it.

Leaves, numbers, checkpoints and cosignatures are added, never changed. `leaf_waiting` points at leaves that have no
number yet; `record_writer` is one row that whoever numbers them holds.
"""

from migrations import run, telling

revision = "publication_0014"
down_revision = "publication_0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the tables."""
    run(
        """
create table leaf_waiting (leaf bigint primary key references leaf)
  with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
insert into leaf_waiting select leaf from leaf;
create table leaf_place (
  number bigint primary key check (number >= 0),
  leaf bigint not null unique references leaf
);
create table checkpoint (
  size bigint primary key check (size >= 0),
  root bytea not null check (octet_length(root) = 32),
  note text not null,
  signed_at timestamptz not null default clock_timestamp()
);
create table cosignature (
  size bigint not null references checkpoint,
  witness text not null,
  line text not null,
  cosigned_at timestamptz not null,
  primary key (size, witness, cosigned_at)
);
create table record_writer (
  term bigint not null,
  stopped text not null default '',
  stopped_at timestamptz
);
create unique index record_writer_is_one_row on record_writer ((true));
insert into record_writer (term) values (0);
revoke update, delete, truncate on leaf_place, checkpoint, cosignature from folkmoot_publication;
revoke truncate on leaf_waiting from folkmoot_publication;
revoke insert, delete, truncate on record_writer from folkmoot_publication;
"""
    )
    run(telling("leaf_place", "checkpoint", "cosignature", "record_writer"))


def downgrade() -> None:
    """Take them down."""
    run("drop table record_writer, cosignature, checkpoint, leaf_place, leaf_waiting;")
