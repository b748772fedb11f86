"""Words can be removed while they are withheld, without being shown first; and periods, units, departments, summaries.

What an entry says in free text and could not be removed so far: its periods, and in its particulars the periods, units,
departments and bodies that it names.
"""

from migrations import run

revision = "publication_0031"
down_revision = "publication_0030"
branch_labels = None
depends_on = None

_PARTICULARS = """
create or replace function without_words(told jsonb) returns jsonb language sql immutable
set search_path = publication, pg_temp as $$
  select case jsonb_typeof(told)
    when 'object' then coalesce((select jsonb_object_agg(key, case
      when jsonb_typeof(value) = 'string' and key = any (array['definition', 'scope', 'other', 'evidence', 'interest',
        'words', 'interests', 'team', 'question', 'independence', 'findings', 'recommended', 'reasons', 'relied_on',
        'departure', 'urgency', 'accountability', 'responsibility', 'probity', 'consulted', 'changed',
        'title'MORE_WORDS])
      then '"[removed]"'MORE_LISTS else without_words(value) end) from jsonb_each(told)), told)
    when 'array' then coalesce((select jsonb_agg(without_words(value)) from jsonb_array_elements(told)), told)
    else told end
$$;
"""
_FUNCTION = """
create or replace function remove_words(wanted uuid) returns void
language plpgsql security definer set search_path = publication, pg_temp as $$
declare
  gone record;
  word text;
  named text;
  title text;MORE_NAMED
begin
  select l.leaf, l.kind, l.subject, l.number, r.names into gone
  from removal r join leaf_place p on p.number = r.leaf join leaf l on l.leaf = p.leaf
  where r.removal = wanted and r.agreed_by <> r.asked_by and r.agreed_for <> r.asked_for;
  if not found or not ((gone.kind = 'entry' and gone.names <@ array['source', 'reason', 'lead_partner', 'unit', 'note',
        'because', 'item_title', 'party_name', 'particulars', 'ruled'MORE_COLUMNS])
      or (gone.kind = 'reply' and gone.names <@ array['words', 'note', 'name'])
      or (gone.kind = 'overdue' and gone.names <@ array['item'])MORE_KINDS
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
  end if;MORE_SUMMARY
  named := substr(gone.subject, length('agreement/') + 1);
  if gone.kind = 'overdue' then
    update overdue set item = '[removed]' where (agreement, entry) = (named, gone.number);
    perform retell(gone.subject, gone.number, 'response_overdue', '{"item": "[removed]"}');
    return;
  end if;MORE_HELD
  title := '[removed] (entry ' || gone.number || ')';
  foreach word in array gone.names loop
    ifMORE_WITHHELD word = 'particulars' then
      update entry set particulars = without_words(particulars) where (agreement, number) = (named, gone.number);
    elsif word = 'ruled' then
      update entry set facts = facts || '{"party_name": "[removed]"}' where (agreement, number) = (named, gone.number);
    elsif word = 'item_title' then
      update entry set item_title = title where (agreement, number) = (named, gone.number);
      if exists (select from entry where (agreement, number) = (named, gone.number) and item_code is null) then
        perform retell(gone.subject, gone.number, 'entry_published', jsonb_build_object('item', title));
      end if;
    else
      execute format('update %1$I set %2$I = $1 where agreement = $2 and number = $3MORE_SAID', gone.kind, word)
      using '[removed]', named, gone.number;
    end if;
  end loop;
  if gone.kind = 'entry' and 'ruled' = any (gone.names) then
    perform retell(gone.subject, gone.number, 'entry_published', '{"facts": {"party_name": "[removed]"}}');
  end if;
end $$;
"""
# What is new in both. The words of an entry that is withheld are in `withheld`, not in its row. One that is
# withheld from its first day has empty words in its leaf: nothing stands in their place.
_MORE = {
    "MORE_WORDS": ", 'period', 'of', 'unit', 'department', 'asked_of'",
    "MORE_LISTS": (
        "\n      when jsonb_typeof(value) = 'array' and key = any (array['grants', 'consented'])"
        "\n      then coalesce((select jsonb_agg('[removed]'::text) from jsonb_array_elements(value)), value)"
    ),
    "MORE_NAMED": "\n  is_held boolean;",
    "MORE_COLUMNS": ",\n        'baseline_period', 'target_period'",
    "MORE_KINDS": "\n      or (gone.kind = 'withholding' and gone.names <@ array['summary'])",
    "MORE_SUMMARY": """
  if gone.kind = 'withholding' then
    update withholding set summary = '[removed]'
    where 'withholding/' || agreement || '/' || entry = gone.subject and turn = gone.number;
    return;
  end if;""",
    "MORE_HELD": """
  delete from withheld_word where leaf = gone.leaf and name = any (gone.names);
  is_held := gone.kind = 'entry' and exists (select from withheld where (agreement, entry) = (named, gone.number));""",
    "MORE_WITHHELD": """ is_held and word not in ('item_title', 'party_name', 'ruled') then
      update withheld set kept = kept || jsonb_build_object(word, case when word = 'particulars'
        then without_words(kept -> word) else '"[removed]"' end)
      where (agreement, entry) = (named, gone.number) and kept ->> word is not null;
    elsif""",
    "MORE_SAID": " and %2$I is not null",
}


def _text(*, is_new: bool) -> str:
    text = _PARTICULARS + _FUNCTION
    for place, more in _MORE.items():
        text = text.replace(place, more if is_new else "")
    return text


def upgrade() -> None:
    """Let the function take them."""
    run(_text(is_new=True))


def downgrade() -> None:
    """Let it take what it took before."""
    run(_text(is_new=False))
