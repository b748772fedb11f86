"""Every word of an entry, a reply, a missing answer and a step can be removed, wherever it stands, the ledger among it.

The ledger's guard against change is lifted for the one statement that takes a name or a title out of one event.
"""

from migrations import run

revision = "publication_0029"
down_revision = "publication_0028"
branch_labels = None
depends_on = None

_PARTICULARS = """
create function without_words(told jsonb) returns jsonb language sql immutable
set search_path = publication, pg_temp as $$
  select case jsonb_typeof(told)
    when 'object' then coalesce((select jsonb_object_agg(key, case
      when jsonb_typeof(value) = 'string' and key = any (array['definition', 'scope', 'other', 'evidence', 'interest',
        'words', 'interests', 'team', 'question', 'independence', 'findings', 'recommended', 'reasons', 'relied_on',
        'departure', 'urgency', 'accountability', 'responsibility', 'probity', 'consulted', 'changed', 'title'])
      then '"[removed]"' else without_words(value) end) from jsonb_each(told)), told)
    when 'array' then coalesce((select jsonb_agg(without_words(value)) from jsonb_array_elements(told)), told)
    else told end
$$;
"""
_STEPS = """
create function without_contents(told jsonb, names text[]) returns jsonb language sql immutable as $$
  select coalesce(jsonb_object_agg(key, case when 'content.' || key = any (names) then '"[removed]"' else value end),
                  '{}') from jsonb_each(told)
$$;
"""
_LEDGER = """
create function retell(told_in text, entry_ int, happened text, instead jsonb) returns void
language plpgsql set search_path = publication, pg_temp as $$
begin
  alter table ledger disable trigger ledger_is_append_only;
  update ledger set data = data || instead || case when instead ? 'facts' and data ? 'facts'
      then jsonb_build_object('facts', (data -> 'facts') || (instead -> 'facts')) else '{}' end
  where stream = told_in and type like '%agreement.' || happened || '.%' and (data ->> 'entry')::int = entry_;
  alter table ledger enable trigger ledger_is_append_only;
end $$;
revoke execute on function retell(text, int, text, jsonb) from public;
"""
_FUNCTION = """
create or replace function remove_words(wanted uuid) returns void
language plpgsql security definer set search_path = publication, pg_temp as $$
declare
  gone record;
  word text;
  named text;
  title text;
begin
  select l.leaf, l.kind, l.subject, l.number, r.names into gone
  from removal r join leaf_place p on p.number = r.leaf join leaf l on l.leaf = p.leaf
  where r.removal = wanted and r.agreed_by <> r.asked_by and r.agreed_for <> r.asked_for;
  if not found or not ((gone.kind = 'entry' and gone.names <@ array['source', 'reason', 'lead_partner', 'unit', 'note',
        'because', 'item_title', 'party_name', 'particulars', 'ruled'])
      or (gone.kind = 'reply' and gone.names <@ array['words', 'note', 'name'])
      or (gone.kind = 'overdue' and gone.names <@ array['item'])
      or (gone.kind = 'step' and gone.names <@ array['content.title', 'content.failure', 'content.reasons',
        'content.answer', 'content.information', 'content.wanted', 'content.findings', 'content.reply',
        'content.progress', 'content.actions', 'content.terms', 'content.scope', 'content.new_evidence',
        'content.declaration', 'content.passed_over_because', 'content.owner', 'content.signed_off_by'])) then
    raise exception 'nobody else agreed to this removal' using errcode = 'restrict_violation';
  end if;
  delete from leaf_words where leaf = gone.leaf and name = any (gone.names);
  if gone.kind = 'step' then
    update step set content = without_contents(content, gone.names)
    where (stream, version) = (gone.subject, gone.number);
    return;
  end if;
  named := substr(gone.subject, length('agreement/') + 1);
  if gone.kind = 'overdue' then
    update overdue set item = '[removed]' where (agreement, entry) = (named, gone.number);
    perform retell(gone.subject, gone.number, 'response_overdue', '{"item": "[removed]"}');
    return;
  end if;
  title := '[removed] (entry ' || gone.number || ')';
  foreach word in array gone.names loop
    if word = 'particulars' then
      update entry set particulars = without_words(particulars) where (agreement, number) = (named, gone.number);
    elsif word = 'ruled' then
      update entry set facts = facts || '{"party_name": "[removed]"}' where (agreement, number) = (named, gone.number);
    elsif word = 'item_title' then
      update entry set item_title = title where (agreement, number) = (named, gone.number);
      if exists (select from entry where (agreement, number) = (named, gone.number) and item_code is null) then
        perform retell(gone.subject, gone.number, 'entry_published', jsonb_build_object('item', title));
      end if;
    else
      execute format('update %I set %I = $1 where agreement = $2 and number = $3', gone.kind, word)
      using '[removed]', named, gone.number;
    end if;
  end loop;
  if gone.kind = 'entry' and 'ruled' = any (gone.names) then
    perform retell(gone.subject, gone.number, 'entry_published', '{"facts": {"party_name": "[removed]"}}');
  end if;
end $$;
"""

_BEFORE = """
create or replace function remove_words(wanted uuid) returns void
language plpgsql security definer set search_path = publication, pg_temp as $$
declare
  gone record;
  word text;
begin
  select l.leaf, l.kind, l.subject, l.number, r.names into gone
  from removal r join leaf_place p on p.number = r.leaf join leaf l on l.leaf = p.leaf
  where r.removal = wanted and r.agreed_by <> r.asked_by and r.agreed_for <> r.asked_for;
  if not found or not ((gone.kind = 'entry' and gone.names <@ array['source', 'reason', 'lead_partner', 'unit',
      'note', 'because'])
      or (gone.kind = 'reply' and gone.names <@ array['words', 'note'])) then
    raise exception 'nobody else agreed to this removal' using errcode = 'restrict_violation';
  end if;
  delete from leaf_words where leaf = gone.leaf and name = any (gone.names);
  foreach word in array gone.names loop
    execute format('update %I set %I = $1 where agreement = $2 and number = $3', gone.kind, word)
    using '[removed]', substr(gone.subject, length('agreement/') + 1), gone.number;
  end loop;
end $$;
"""


def upgrade() -> None:
    """Let the function take all of them."""
    run(_PARTICULARS + _STEPS + _LEDGER + _FUNCTION)


def downgrade() -> None:
    """Let it take what it took before."""
    run(_BEFORE)
    run("drop function retell(text, int, text, jsonb); drop function without_words(jsonb);")
    run("drop function without_contents(jsonb, text[]);")
