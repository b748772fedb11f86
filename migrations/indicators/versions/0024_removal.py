"""Words taken out of explanations and challenges: who asked, who agreed, and the one function that can take any."""

from migrations import area_policy, run

revision = "indicators_0024"
down_revision = "indicators_0023"
branch_labels = None
depends_on = None

_TABLE = """
create table removal (
  id uuid primary key,
  area text not null,
  measure text not null,
  sort text not null,
  of_id uuid not null,
  names text[] not null,
  ground text not null,
  asked_by text not null,
  asked_for text not null,
  asked_at timestamptz not null,
  agreed_by text,
  agreed_for text,
  refused_by text,
  refused_for text,
  answered_at timestamptz,
  version int not null
);
create unique index removal_standing on removal (sort, of_id) where answered_at is null;
create index removal_by_measure on removal (area, measure, id);
create index removal_done on removal (id) where agreed_by is not null;
revoke delete, truncate on removal from folkmoot_indicators;
alter table explanation add column removed jsonb not null default '[]';
alter table challenge add column removed jsonb not null default '[]';
"""
# An answer's words are told as [{"field": ..., "words": [...]}]; the guard of the ledger is lifted for one statement.
_FUNCTION = """
create function without_said(told jsonb, names text[]) returns jsonb language sql immutable
set search_path = indicators, pg_temp as $$
  select told
    || case when 'words' = any (names) and told ? 'words' then '{"words": "[removed]"}' else '{}' end::jsonb
    || case when 'reply' = any (names) and told ? 'reply' then '{"reply": "[removed]"}' else '{}' end::jsonb
    || case when told ? 'answers' then jsonb_build_object('answers', coalesce((
         select jsonb_agg(case when 'answers.' || (one ->> 'field') = any (names)
                               then one || '{"words": ["[removed]"]}' else one end order by n)
         from jsonb_array_elements(told -> 'answers') with ordinality as each(one, n)), '[]')) else '{}' end
$$;
create function take_out(wanted uuid) returns void
language plpgsql security definer set search_path = indicators, pg_temp as $$
declare
  gone record;
begin
  select sort, of_id, names into gone from removal
  where id = wanted and agreed_by <> asked_by and agreed_for <> asked_for and sort in ('explanation', 'challenge');
  if not found then
    raise exception 'nobody else agreed to this removal' using errcode = 'restrict_violation';
  end if;
  alter table ledger disable trigger ledger_is_append_only;
  update ledger set data = without_said(data, gone.names)
  where stream = gone.sort || '/' || gone.of_id
    and type in ('folkmoot.explanation.given.v1', 'folkmoot.challenge.made.v1', 'folkmoot.challenge.answered.v1');
  alter table ledger enable trigger ledger_is_append_only;
end $$;
revoke execute on function take_out(uuid) from public;
grant execute on function take_out(uuid) to folkmoot_indicators;
"""


def upgrade() -> None:
    """Build the table and the function, which asks for two people of two bodies once more."""
    run(_TABLE + _FUNCTION + area_policy("removal"))


def downgrade() -> None:
    """Take them down."""
    run("drop function take_out(uuid); drop function without_said(jsonb, text[]); drop table removal;")
    run("alter table explanation drop column removed; alter table challenge drop column removed;")
