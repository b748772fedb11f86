/* Deadlines: two cases, a partner for each, two sweepers. Every rung has a day; silence moves a case one rung up.

   A sweeper claims what is due by a lease and lets go; then it locks the case, looks again and fires in one transaction.
   Words that came in before the day was over are in time, however late the transaction is that takes them in. Sweepers
   may be late by any number of days, freeze or die at any step; a lease may run out at any moment. The clock never stops:
   days are counted down to the case's next day and then, up to LATEST, since. */

#ifndef DEATHS
#define DEATHS 1
#endif
#define CASES 2
#define TOP 2                       /* the rung above which nothing follows */
#define LATEST 1
#define NOBODY 255

byte deaths = DEATHS;

byte rung[CASES], round_of[CASES];  /* a round ends whenever a clock starts anew */
bool is_put_right[CASES];           /* the partner's words ended it */
bool is_open[CASES];                /* the deadline of this round */
byte days_left[CASES], days_late[CASES];
bool case_locked[CASES];
byte claimed_by[CASES];
bool fired_today[CASES];
byte fired_round[CASES];            /* the last round that silence ended */
bool in_time[CASES];                /* the partner's words were received while their day was not over */
byte about[CASES];                  /* the round that they are about */
bool is_asking[CASES];              /* they are being taken in: no transaction lasts as long as a rung */

#define IS_OVER(c) (is_open[c] && days_left[c] == 0)
#define LASTS(c) (is_asking[c] && round_of[c] != about[c])
#define IS_SETTLED(c) (is_put_right[c] || rung[c] == TOP)

inline arm(c, late) {
  round_of[c]++;
  is_open[c] = true; claimed_by[c] = NOBODY;
#ifdef MUTANT_FROM_THE_OLD_DAY
  days_left[c] = (late > 0 -> 0 : 1); days_late[c] = (late > 1 -> late - 1 : 0)
#else
  days_left[c] = 1; days_late[c] = 0
#endif
}

/* What silence does, in the transaction of the sweep. */
inline fire(c) {
  assert(fired_round[c] != round_of[c]);            /* a round ends once */
  assert(!is_put_right[c] && is_open[c]);           /* what the partner did stands */
  assert(!fired_today[c]);                          /* one rung a day, however late the sweep */
  fired_round[c] = round_of[c]; fired_today[c] = true;
  is_open[c] = false; rung[c]++;
#ifndef MUTANT_NOT_ARMED
  if :: rung[c] < TOP -> arm(c, days_late[c]) :: else -> days_left[c] = 0; days_late[c] = 0 fi
#endif
}

active proctype clock() {
  byte c;
end:
  do
  :: d_step { !(IS_SETTLED(0) && IS_SETTLED(1)) && !LASTS(0) && !LASTS(1) ->
      do
      :: c < CASES ->
        fired_today[c] = false;
        if
        :: is_open[c] && days_left[c] > 0 -> days_left[c]--
        :: is_open[c] && days_left[c] == 0 && days_late[c] < LATEST -> days_late[c]++
        :: else
        fi;
        c++
      :: else -> break
      od;
      c = 0 }
  od
}

/* Machine time: a lease may run out whenever it likes, also that of a sweeper that is only slow. */
#ifndef MUTANT_NO_LEASE
active proctype lease() {
end:
  do
  :: atomic { claimed_by[0] != NOBODY -> claimed_by[0] = NOBODY }
  :: atomic { claimed_by[1] != NOBODY -> claimed_by[1] = NOBODY }
  od
}
#endif

proctype sweeper(byte me) {
  byte c, r;
  bool holds;
end_idle:
  do
  :: atomic {
      if
      :: IS_OVER(0) && claimed_by[0] == NOBODY -> c = 0
      :: IS_OVER(1) && claimed_by[1] == NOBODY -> c = 1
      fi;
      claimed_by[c] = me; r = round_of[c] };
    if
    :: atomic { deaths > 0 -> deaths--; c = 0; r = 0; goto end_idle }   /* dead with its claim: the lease runs out */
    :: atomic {
#ifdef MUTANT_NO_LOCK
      true ->
#else
      !case_locked[c] -> case_locked[c] = true;                         /* subject before deadline, everywhere */
#endif
#ifdef MUTANT_NOT_LOOKED_AT_AGAIN
      holds = true
#else
      holds = IS_OVER(c) && round_of[c] == r
#endif
      }
    fi;
    if
    :: atomic { deaths > 0 -> deaths-- -> goto let_go }                 /* rolled back */
    :: atomic { holds -> fire(c); goto let_go }
    :: atomic { !holds -> goto let_go }
    fi;
let_go:
    atomic { case_locked[c] = false; if :: claimed_by[c] == me -> claimed_by[c] = NOBODY :: else fi;
      c = 0; r = 0; holds = false }
  od
}

/* The door stamps the words as they come in; the transaction that takes them in may come much later. */
proctype partner(byte c) {
  bool was_ahead;
end:
  atomic { !IS_SETTLED(c) && is_open[c] ->
#ifndef MUTANT_STAMPED_WHEN_HANDLED
    in_time[c] = days_left[c] > 0;
#endif
    about[c] = round_of[c]; is_asking[c] = true; was_ahead = days_left[c] > 0 };
#ifndef MUTANT_NO_LOCK
  atomic { !case_locked[c] -> case_locked[c] = true };
#endif
#ifdef MUTANT_STAMPED_WHEN_HANDLED
  in_time[c] = is_open[c] && days_left[c] > 0 && round_of[c] == about[c];
#endif
  d_step {
    if
    :: is_open[c] && round_of[c] == about[c] -> is_put_right[c] = true; is_open[c] = false
    :: !(is_open[c] && round_of[c] == about[c]) && in_time[c] && fired_round[c] == about[c] ->
#ifndef MUTANT_NEVER_SET_ASIDE
      is_put_right[c] = true; is_open[c] = false; rung[c] = rung[c] - 1   /* the deadline is set aside */
#else
      skip
#endif
    :: else
    fi;
    is_asking[c] = false;
    assert(!was_ahead || is_put_right[c]);          /* received in time beats the timer */
    case_locked[c] = false; in_time[c] = false; about[c] = 0;
    if :: IS_SETTLED(c) -> days_left[c] = 0; days_late[c] = 0 :: else fi }
}

init {
  atomic {
    arm(0, 0); arm(1, 0); fired_round[0] = NOBODY; fired_round[1] = NOBODY;
    run sweeper(0); run sweeper(1); run partner(0); run partner(1) }
}

/* Silence never stalls: whatever dies, both cases come to an end. */
ltl settled { <>(IS_SETTLED(0) && IS_SETTLED(1)) }
