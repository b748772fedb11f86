drop index deadline_undone_of, deadline_undone;
