/* The race of F37: a figure received in time is still on its way when the case's day is over and the sweep comes.

   The figures' service has its own ledger, outbox and relay; its canary tells how far what it told before has got. The
   case may be fired when the newest canary heard was sent after the day had ended and nothing of the stream waits; else
   the sweep waits, a working day at the longest, and then fires and says that it is provisional. The relay may stop for
   good and the broker's queue is in order; a consumer that fails parks what it has. Two sweepers; one row lock. */

#define FIGURES 2                   /* the first misses its target, the last meets it and puts the case right */
#define AHEAD 0                     /* the days: the case's own; from its end; after the longest wait */
#define SWEPT 1
#define PATIENCE_OVER 2
#define CANARY 10                   /* in the queue: CANARY + the day it speaks for, else the number of a figure */
#ifndef STRADDLES
#define STRADDLES 0                 /* 1: a transaction may be under way in the figures' service as the day ends */
#endif

byte day;
byte received, committed;           /* how many figures have come in, and how many are in the ledger */
bool last_in_time;
byte outbox_from = 1, occurred[FIGURES + 1];
chan queue = [4] of { byte };
byte applied, waits_from, waits_to; /* the inbox: figures applied; those that wait */
byte heard;                         /* 1 + the day of the newest canary here */
bool case_locked, is_fired, is_provisional, is_put_right, is_set_aside;

active proctype clock() {
  do
  :: atomic { day < PATIENCE_OVER && (STRADDLES || received == committed) -> day++ }
  :: day == PATIENCE_OVER -> break
  od
}

active proctype door() {
  do
  :: received < FIGURES ->
    atomic { received++; occurred[received] = day; if :: received == FIGURES -> last_in_time = (day == AHEAD) :: else fi };
    committed = received
  :: break                          /* it never comes */
  od
}

active proctype relay() {
  do
  :: break                          /* dead for good */
  :: atomic { outbox_from <= committed && nfull(queue) -> queue!outbox_from; outbox_from++ }
  :: atomic { nfull(queue) && heard < 1 + day ->
      if
#ifndef MUTANT_CANARY_OVERTAKES
      :: outbox_from <= committed -> queue!(CANARY + occurred[outbox_from])   /* it speaks for no more than has left */
      :: else -> queue!(CANARY + day)
#else
      :: true -> queue!(CANARY + day)
#endif
      fi }
  od
}

/* A figure that meets the target puts the case right; after a firing it does when it had come in time. */
inline apply(figure) {
  applied = figure;
  if
  :: figure == FIGURES && !is_fired -> is_put_right = true
  :: figure == FIGURES && is_fired && last_in_time ->
#ifndef MUTANT_NEVER_SET_ASIDE
    is_put_right = true; is_set_aside = true
#else
    skip
#endif
  :: else
  fi;
  assert(figure < FIGURES || !last_in_time || is_put_right)          /* received in time beats the timer */
}

active proctype consumer() {
  byte message;
end:
  do
  :: atomic { !case_locked && queue?[message] -> queue?message;
      if
      :: message >= CANARY -> heard = (1 + message - CANARY > heard -> 1 + message - CANARY : heard)
      :: message < CANARY && !waits_from -> apply(message)
      :: message < CANARY && !waits_from -> waits_from = message; waits_to = message   /* the handler raised */
      :: message < CANARY && waits_from -> waits_to = message       /* its predecessor waits, and so does this one */
      fi;
      message = 0 }
  :: atomic { !case_locked && waits_from -> message = waits_from;
      do :: message <= waits_to -> apply(message); message++ :: else -> break od;
      waits_from = 0; waits_to = 0; message = 0 }
  od
}

#define IS_CAUGHT_UP (heard >= 1 + SWEPT && !waits_from)

proctype sweeper() {
  bool waits;
end:
  do
  :: is_fired || is_put_right -> break
  :: day >= SWEPT && !is_fired && !is_put_right ->
    atomic { !case_locked -> case_locked = true };
    waits = !IS_CAUGHT_UP;
#ifdef MUTANT_TIMER_DOES_NOT_WAIT
    waits = false;
#endif
    d_step {
      if
      :: !is_fired && !is_put_right && (!waits
#ifndef MUTANT_NO_PATIENCE
          || day == PATIENCE_OVER
#endif
        ) ->
        is_fired = true; is_provisional = waits;
        /* what is not said to be provisional has left nothing behind that was received in time */
        assert(STRADDLES || is_provisional || !last_in_time || applied == FIGURES)
      :: else
      fi;
      waits = false; case_locked = false }
  od
}

init { atomic { run sweeper(); run sweeper() } }

/* Silence never stalls: also when nothing is heard any more. */
ltl settled { <>(is_fired || is_put_right) }
