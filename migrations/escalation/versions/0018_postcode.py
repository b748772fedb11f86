"""In which ward a postcode lies, where an area has loaded that; who follows a petition by mail, under a key each."""

from migrations import area_policy, run

revision = "escalation_0018"
down_revision = "escalation_0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the tables. `forget_on` is the day from which nothing of a follower is kept."""
    run(
        """
create table ward (
  area text not null,
  ward text not null,
  name text not null,
  primary key (area, ward)
);
create table postcode (
  area text not null,
  postcode text not null,
  ward text not null,
  primary key (area, postcode),
  foreign key (area, ward) references ward
);
create table escalation_private.follower (
  follower uuid primary key,
  area text not null,
  petition text not null,
  address bytea not null,
  person_key bytea,
  email bytea,
  token_sha256 bytea not null unique,
  letters int not null default 1 check (letters > 0),
  expires_at timestamptz not null,
  confirmed_at timestamptz,
  forget_on date,
  unique (petition, address)
);
create index follower_to_forget on escalation_private.follower (forget_on) where forget_on is not null;
create index follower_unconfirmed on escalation_private.follower (expires_at) where confirmed_at is null;
grant select, insert, update, delete on escalation_private.follower to folkmoot_escalation;
"""
        + area_policy("ward")
        + area_policy("postcode")
        + area_policy("escalation_private.follower")
    )


def downgrade() -> None:
    """Take them down."""
    run("drop table escalation_private.follower; drop table postcode, ward;")
