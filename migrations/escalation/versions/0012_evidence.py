"""Files put to a case as evidence: what is told of each; and apart from it, sealed, their bytes and words."""

from migrations import area_policy, run

revision = "escalation_0012"
down_revision = "escalation_0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the tables. A file that nobody has looked at may show people: it lies with their data."""
    run(
        """
create table evidence (
  evidence uuid primary key,
  area text not null,
  reference text not null,
  number int not null check (number > 0),
  version int not null,
  facts jsonb not null,
  unique (reference, number)
);
create index evidence_waiting on evidence (evidence) where facts->>'standing' = 'waiting';
create table escalation_private.evidence_file (
  evidence uuid primary key,
  area text not null,
  file_key bytea not null,
  sha256 bytea not null,
  salt bytea not null,
  title bytea not null,
  text bytea not null,
  ask bytea not null,
  content bytea not null,
  sealed_sha256 bytea not null
);
alter table escalation_private.evidence_file alter column content set storage external;
grant select, insert, delete on escalation_private.evidence_file to folkmoot_escalation;
"""
        + area_policy("evidence")
        + area_policy("escalation_private.evidence_file")
        + "revoke delete on evidence from folkmoot_escalation;"
    )


def downgrade() -> None:
    """Take them down."""
    run("drop table escalation_private.evidence_file, evidence;")
