"""Addresses to which bodies have words offered that others typed for them, the letters, and answers by their links."""

from migrations import area_policy, run, telling

revision = "publication_0024"
down_revision = "publication_0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the tables; of the letters' links the hash alone is kept."""
    run(
        """
        create table contact (
          area text not null references area,
          body text not null,
          email text not null,
          named_by text not null,
          named_at timestamptz not null,
          primary key (area, body)
        );
        create table offer (
          id uuid primary key,
          area text not null,
          agreement text not null references agreement,
          body text not null,
          named_by text not null,
          entries int[] not null check (cardinality(entries) > 0),
          offered_on date not null,
          ends_on date not null check (ends_on > offered_on),
          token_hash bytea unique,
          sent_at timestamptz
        );
        create index offer_of_agreement on offer (agreement);
        create index offer_of_body on offer (area, body) where token_hash is not null;
        alter table reply add link_named_by text;
        """
        + area_policy("contact")
        + area_policy("offer")
        + telling("offer")
    )


def downgrade() -> None:
    """Take them down."""
    run("alter table reply drop link_named_by; drop table offer, contact;")
