drop table idempotency, errand, deadline, canary, waiting, progress, paused, outbox, ledger, epoch;
drop function refuse_change();
