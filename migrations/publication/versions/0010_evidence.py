"""Files put to cases as escalation told them, without the words about them. A projection only."""

from migrations import area_policy, run

revision = "publication_0010"
down_revision = "publication_0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the table."""
    run(
        """
create table evidence (
  evidence uuid primary key,
  area text not null,
  reference text not null,
  number int not null,
  occasion text not null,
  media_type text not null,
  size int not null,
  commitment text not null,
  brought_by text not null,
  received_at timestamptz not null,
  standing text not null,
  ground text not null,
  sha256 text not null,
  asked_by text not null default '',
  asked_ground text not null default '',
  asked_until date,
  times_hidden int not null default 0,
  times_shown_again int not null default 0,
  changed_at timestamptz not null
);
create index evidence_of_case on evidence (reference, number);
"""
        + area_policy("evidence")
    )


def downgrade() -> None:
    """Take it down."""
    run("drop table evidence;")
