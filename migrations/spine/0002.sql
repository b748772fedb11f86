create index deadline_undone on deadline (due_on) where met_at is null and cancelled_at is null and fired_at is null;
create index deadline_undone_of on deadline (subject, kind) include (bodies, name, area)
  where met_at is null and cancelled_at is null and fired_at is null;
