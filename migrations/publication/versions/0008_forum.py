"""The forums and area committees that may raise what fails, and the agreements on outcomes that forums have."""

from migrations import area_policy, run

revision = "publication_0008"
down_revision = "publication_0007"
branch_labels = None
depends_on = None

TABLES = ("forum", "outcome_agreement")


def upgrade() -> None:
    """Build the tables."""
    run(
        """
        create table forum (
          area text not null references area,
          forum text not null,
          name text not null,
          forum_kind text not null,
          covers text not null,
          quorum int not null check (quorum > 0),
          rules text not null,
          funding text not null,
          since_on date not null,
          until_on date check (until_on >= since_on),
          primary key (area, forum)
        );
        create table outcome_agreement (
          area text not null references area,
          agreement text not null,
          forum text not null,
          title text not null,
          parties text[] not null,
          measures text[] not null,
          from_on date not null,
          until_on date not null check (until_on >= from_on),
          document text not null,
          primary key (area, agreement),
          foreign key (area, forum) references forum
        );
        revoke delete, truncate on forum, outcome_agreement from folkmoot_publication;
        """
        + "".join(area_policy(table) for table in TABLES)
    )


def downgrade() -> None:
    """Take them down."""
    run("drop table outcome_agreement, forum;")
