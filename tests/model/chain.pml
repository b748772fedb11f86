/* The chain: cases on the ladder, as the tables in ladder.pml say, asked anything by anybody at any time.

   Three runs. CASES 1: one case with counters, second persons and pauses; somebody asks, or nobody ever does again (quiet).
   CASES 2: two cases, two partners that complain beside each subject, two sweepers that claim and look again. REPLAY:
   what a real service did, step by step. Choices and guards are free, but for: distinct complainants, who may complain,
   the spent stages, what waits for a second person, what keeps a loop from running for ever, how long pauses last in all.
   What is asserted stands in move, agree, lay_pause and rest. */

#ifndef CASES
#define CASES 1
#endif
#define SECONDS (CASES == 1)
#ifdef REPLAY
#define LIMIT 200
#else
#ifndef LIMIT
#define LIMIT 1                     /* how often a counted loop is run through */
#endif
#endif
#define CAP 2                       /* pauses in all; in writing a court may ask for more */
#define NOT_YET 254
#define NO_RUNG 99

#define BY_ONE 1
#define BY_TWO 2
#define BY_MACHINE 3
#define BY_SILENCE 4
#define PAST_THE_LADDER 5

/* Four bodies: an arm of the subject, two partners, and another arm of the first partner. */
#define SUBJECT 0
#ifdef REPLAY
#define ORGANISATION(body) (body)
#else
#define ORGANISATION(body) (body == 3 -> 1 : body)
#endif
#ifdef MUTANT_ARMS_COUNT_APART
#define COUNTED_AS(body) (body)
#else
#define COUNTED_AS(body) ORGANISATION(body)
#endif

byte state[CASES], over[CASES], top[CASES];   /* `top`: the highest rung so far */
byte waiting[CASES];                          /* the decision that waits for its second person */
byte complaints[CASES], by_whom[CASES];       /* the number that counts, and the set behind it */
byte real[CASES];                             /* the set of organisations that complain, whatever was counted */
bool spent_1[CASES], spent_2[CASES];
bool is_quiet, has_moved;
byte pauses;

#define IN(s) (state[c] == s)                 /* `c` is a parameter of every inline, and a variable elsewhere */
#define UNDER(o) (over[c] == o)
#define HAS_COMPLAINED(body) ((by_whom[c] >> COUNTED_AS(body)) & 1)
#define SUPPORTED (spent_1[c] && spent_2[c] && complaints[c] >= ENOUGH)
#define TWO_BESIDES_THE_SUBJECT (((real[c] >> 1) & 1) + ((real[c] >> 2) & 1) + ((real[c] >> 3) & 1) >= 2)

#ifdef REPLAY
#define WANTED(a) c_expr { asked_at[now.at] == a }
#define ACTED(a) WANTED(a)
#else
#define WANTED(a) !is_quiet
#define ACTED(a) true
#endif

#if CASES == 1
#define LEFT(k) (counted[k] < LIMIT)
#define COUNT(k) counted[k]++
#define FORGET(k) counted[k] = 0
#else
#define LEFT(k) true
#define COUNT(k) skip
#define FORGET(k) skip
#endif

#include "ladder.pml"

#if CASES == 1
byte counted[COUNTERS];
#endif

#ifdef REPLAY
c_decl {
#include "steps.h"
};
short at, last;
#endif

/* Claims of sweepers: whose, and whether the case's clock started anew since. */
#if CASES == 2
byte claimed[2];
bool is_stale[2];
#endif

byte to, rung, after, how;                    /* where the step leads that is being taken; nothing between steps */

inline go(where, on_rung, with_over, by) { to = where; rung = on_rung; after = with_over; how = by }
inline stay(c) { go(state[c], NO_RUNG, over[c], BY_ONE) }

inline move(c) {
  d_step {
  assert(how == BY_TWO || to != S_REJECTED || IN(S_REJECTED) || !SECONDS);     /* nobody is refused by one person */
  assert(to != S_CALL_IN_ADMITTED || IN(S_CALL_IN_ADMITTED) || TWO_BESIDES_THE_SUBJECT);
  assert(rung == NO_RUNG || how == PAST_THE_LADDER || rung <= top[c] + 1);     /* no rung is skipped */
  assert(to == state[c] || how == BY_MACHINE || !IS_END(c));                   /* an end is left by figures alone */
  if
  :: rung == NO_RUNG
  :: else ->
    if :: rung == 2 -> spent_1[c] = true :: rung == 3 && top[c] >= 2 -> spent_2[c] = true :: rung < 2 -> spent_1[c] = false
    :: else fi;
    if :: rung > top[c] -> top[c] = rung :: else fi
  fi;
  has_moved = (to != state[c]);
  if
  :: to != state[c] || after != over[c] ->
    waiting[c] = 0;
#if CASES == 2
    is_stale[0] = is_stale[0] || claimed[0] == c; is_stale[1] = is_stale[1] || claimed[1] == c
#endif
  :: else
  fi;
  state[c] = to; over[c] = after;
  go(0, 0, 0, 0) }
}

inline agree(c, person) {
  assert(person == 2);                                                         /* the second is somebody else */
  waiting[c] = 0
}

inline complain(c, body) {
  complaints[c]++;
  by_whom[c] = by_whom[c] | (1 << COUNTED_AS(body)); real[c] = real[c] | (1 << ORGANISATION(body));
  stay(c)
}

inline take_back(c, body) {
  complaints[c]--;
  by_whom[c] = by_whom[c] & ~(1 << COUNTED_AS(body)); real[c] = real[c] & ~(1 << ORGANISATION(body));
  stay(c)
}

inline forget_complaints(c) { complaints[c] = 0; by_whom[c] = 0; real[c] = 0 }

/* A pause that its guard lets through: within what pauses may last in all, or asked for in writing. */
inline lay_pause(c, is_capped) {
#if CASES == 1 && !defined(REPLAY)
  if
  :: !is_capped || pauses < CAP -> pauses++
  :: skip
  fi;
  assert(pauses <= CAP)                                                        /* one cap on all pauses */
#else
  skip
#endif
}

inline rest(c) {
  settle(c);
  assert(waiting[c] == 0 || CAN_LAPSE(c))                                      /* what waits can always lapse */
}

#if CASES == 1 && !defined(REPLAY)

active proctype ladder() {
  byte c;
  atomic { state[c] = S_SCREENING; rest(c) };
  do
  :: atomic {
      if
      :: ask(c)
      :: let_silence_act(c)
      :: is_quiet && waiting[c] != 0 -> waiting[c] = 0; stay(c)
      fi;
      move(c); rest(c) }
  :: atomic { !is_quiet -> is_quiet = true; has_moved = false }
  :: atomic { is_quiet && IS_END(c) -> has_moved = false; break }
  od
}

/* From wherever a case stands, silence alone ends it; and nobody can keep it going round for ever. */
ltl silence_ends { [](is_quiet -> <>IS_END_STATE(state[0])) }
ltl no_endless_round { !([]<>has_moved) }

#endif

#if CASES == 2

proctype anybody(byte c) {
end:
  do
  :: atomic { ask(c); move(c); rest(c) }
  od
}

/* Claims a case whose day is over and lets go; then, with the case locked, looks again whether that clock still runs. */
proctype sweeper(byte me) {
  byte c;
end:
  do
  :: atomic {
      if :: !IS_END_STATE(state[0]) -> c = 0 :: !IS_END_STATE(state[1]) -> c = 1 fi;
      claimed[me] = c; is_stale[me] = false };
    atomic {
      if
#ifdef MUTANT_FIRED_BLIND
      :: true ->
#else
      :: is_stale[me]
      :: !is_stale[me] ->
#endif
        assert(!is_stale[me]); let_silence_act(c); move(c); rest(c)                     /* one rung for one claim */
      fi;
      claimed[me] = NOT_YET; is_stale[me] = false; c = 0 }
  od
}

init {
  byte c;
  atomic {
    do :: c < CASES -> state[c] = S_SCREENING; rest(c); c++ :: else -> break od; c = 0;
    claimed[0] = NOT_YET; claimed[1] = NOT_YET;
    run anybody(0); run anybody(1); run sweeper(0); run sweeper(1) }
}

#endif

#ifdef REPLAY

/* Takes every step of one trace in turn; that the last one is reached is told as a failed assertion. */
active proctype recorded() {
  byte c;
  c_code { now.at = first_step(); now.last = last_step(); now.state[0] = from_state(); now.over[0] = from_over(); };
  do
  :: atomic { at < last ->
      if :: ask(c) :: let_silence_act(c) fi;
      move(c); settle(c);
      c_expr { now.state[0] == to_at[now.at] && now.over[0] == over_at[now.at] } -> at++ }
  :: at == last -> assert(false)
  od
}

#endif
