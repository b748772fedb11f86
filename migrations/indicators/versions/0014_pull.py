"""What was fetched from public addresses, from where each such batch came, and which of them its body has confirmed.

A pull serves every area of its body, so it has no area of its own; it is shown to that body and to nobody else. Where a
batch was fetched from, and that it was confirmed, stands beside its figures for everybody.
"""

from migrations import run, without

revision = "indicators_0014"
down_revision = "indicators_0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the tables."""
    run(
        """
create table batch_source (
  batch int primary key,
  address text not null
);
create table batch_confirmation (
  batch int primary key,
  confirmed_at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp()
);
create table pull (
  id uuid primary key,
  body text not null,
  mapping text not null,
  version int not null,
  address text not null,
  asked_at timestamptz not null,
  outcome text not null check (outcome in ('taken', 'unchanged', 'faulty', 'refused', 'not_now')),
  sha256 text,
  etag text,
  last_modified text,
  batch uuid,
  detail text not null,
  errors jsonb not null,
  total_errors int not null,
  recorded_at timestamptz not null default clock_timestamp()
);
create unique index pull_of_batch on pull (batch) where outcome = 'taken';
create index pull_of_body on pull (body, id);
create index pull_of_mapping on pull (body, mapping, asked_at) where outcome in ('taken', 'unchanged');
"""
        + without("update, delete, truncate", "batch_source", "batch_confirmation", "pull")
    )


def downgrade() -> None:
    """Take them down."""
    run("drop table pull, batch_confirmation, batch_source")
