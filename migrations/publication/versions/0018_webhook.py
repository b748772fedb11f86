"""Webhooks of bodies, and what is on its way to them."""

from migrations import area_policy, run

revision = "publication_0018"
down_revision = "publication_0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the tables."""
    run(
        """
        create table webhook (
          id uuid primary key,
          area text not null references area,
          body text not null,
          name text not null,
          address text not null,
          kinds text[] not null,
          epoch int not null,
          told_in bigint not null,
          told_kind text not null,
          told_area text not null,
          told_code text not null,
          named_at timestamptz not null,
          arrived_at timestamptz,
          failed_at timestamptz,
          ended_at timestamptz,
          unique (area, body, name)
        );
        create index webhook_live on webhook (id) where ended_at is null;
        create table delivery (
          id uuid primary key,
          area text not null,
          webhook uuid not null references webhook on delete cascade,
          content bytea not null,
          epoch int not null,
          told_in bigint not null,
          told_kind text not null,
          told_area text not null,
          told_code text not null
        );
        create unique index delivery_one_at_a_time on delivery (webhook);
        """
        + area_policy("webhook")
        + area_policy("delivery")
    )


def downgrade() -> None:
    """Take them down."""
    run("drop table delivery, webhook;")
