-- The spine: tables that every service has, executed in the service's own schema. Frozen once released.

create table epoch (number int not null);
insert into epoch values (1);
create unique index epoch_is_one_row on epoch ((true));

create table ledger (
  position bigint generated always as identity primary key,
  event_id uuid not null unique,
  kind text not null,
  stream text not null,
  version int not null check (version > 0),
  epoch int not null,
  type text not null,
  area text not null,
  data jsonb not null,
  actor text not null,
  correlation_id uuid,
  causation_id uuid,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),
  unique (stream, version)
);
create index ledger_by_kind on ledger (kind, position);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the ledger is append-only' using errcode = 'restrict_violation';
end $$;
create trigger ledger_is_append_only before update or delete or truncate on ledger
  for each statement execute function refuse_change();

create table outbox (position bigint primary key)
  with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
create table paused (
  kind text primary key,
  reason text not null,
  since timestamptz not null default clock_timestamp()
);

create table progress (
  consumer text not null,
  stream text not null,
  version int not null,
  epoch int not null default 0,
  primary key (consumer, stream)
) with (fillfactor = 70);
create table waiting (
  consumer text not null,
  stream text not null,
  version int not null,
  envelope jsonb not null,
  attempts int not null default 0,
  next_attempt_at timestamptz not null default clock_timestamp(),
  dead_reason text,
  arrived_at timestamptz not null default clock_timestamp(),
  primary key (consumer, stream, version)
);
create table canary (
  consumer text primary key,
  sent_at timestamptz not null,
  seen_at timestamptz not null default clock_timestamp()
);

create table deadline (
  id bigint generated always as identity primary key,
  area text not null,
  subject text not null,
  kind text not null,
  round int not null,
  due_on date,
  due_at timestamptz not null,
  sweep_at timestamptz not null,
  working text not null,
  policy_version text not null,
  name text not null default '',
  bodies text[] not null default '{}',
  leads_to text not null default '',
  moves int not null default 0,
  changed_at timestamptz not null default clock_timestamp(),
  claimed_until timestamptz,
  attempts int not null default 0,
  stuck_reason text,
  met_at timestamptz,
  cancelled_at timestamptz,
  fired_at timestamptz,
  unique (subject, kind, round)
);
create index deadline_open on deadline (sweep_at)
  where met_at is null and cancelled_at is null and fired_at is null and stuck_reason is null;
create index deadline_by_day on deadline (due_on, id);

create table errand (
  id bigint generated always as identity primary key,
  area text not null,
  kind text not null,
  reference text not null,
  key text not null unique,
  attempts int not null default 0,
  next_attempt_at timestamptz not null default clock_timestamp(),
  done_at timestamptz,
  dead_reason text
);
create index errand_open on errand (next_attempt_at) where done_at is null and dead_reason is null;

create table idempotency (
  client text not null,
  key text not null,
  route text not null,
  body_sha256 bytea not null,
  status int,
  headers jsonb,
  body bytea,
  created_at timestamptz not null default clock_timestamp(),
  primary key (client, key)
);
create index idempotency_by_age on idempotency (created_at);

do $$ begin
  execute format('revoke update, delete, truncate on ledger from %I', 'folkmoot_' || current_schema());
  execute format('revoke insert, update, delete, truncate on epoch from %I', 'folkmoot_' || current_schema());
end $$;
