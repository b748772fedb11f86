"""The scrutiny committees of an area and what each hears; from which day each seat is held, and its member's boards."""

from migrations import area_policy, run

revision = "publication_0007"
down_revision = "publication_0006"
branch_labels = None
depends_on = None

TABLES = ("committee", "seat")


def upgrade() -> None:
    """Build the tables."""
    run(
        """
        create table committee (
          area text not null references area,
          committee text not null,
          name text not null,
          regime text not null,
          quorum int not null check (quorum > 0),
          bodies text[] not null,
          primary key (area, committee)
        );
        create table seat (
          area text not null,
          committee text not null,
          seat text not null,
          boards text[] not null,
          held boolean not null,
          since_on date not null,
          primary key (area, committee, seat, since_on),
          foreign key (area, committee) references committee
        );
        revoke delete, truncate on committee, seat from folkmoot_publication;
        """
        + "".join(area_policy(table) for table in TABLES)
    )


def downgrade() -> None:
    """Take them down."""
    run("drop table seat, committee;")
