/* The spine: what is committed takes effect elsewhere exactly once and in the order of its stream, whatever dies.

   Two writers with a stream each, two relays (one leader, and one that does not know yet that it is none), a broker that
   duplicates and reorders, two consumers of one inbox, and what waits in it. Every process may die at every step, as
   often as DEATHS says; FAILURES says how often a handler may raise. A broker holds no more than two of the same message.
   Each MUTANT_... takes one rule away and must be rejected; tests/model/mutants.py says by which property. */

#ifndef DEATHS
#define DEATHS 2
#endif
#ifndef FAILURES
#define FAILURES 1
#endif
#ifndef STREAMS
#define STREAMS 2
#endif
#define VERSIONS(stream) (2 - stream)
#define PLACES 4                    /* positions: one each, and one that a rolled back transaction has burnt */
#ifndef RELAYS
#define RELAYS 1
#define CONSUMERS 1
#endif

byte deaths = DEATHS, failures = FAILURES;

byte next_place;                    /* the sequence: a position is taken before its transaction commits */
byte told[STREAMS];                 /* versions committed */
bool in_ledger[PLACES], in_outbox[PLACES], is_burnt;
byte stream_of[PLACES], version_of[PLACES];

byte in_broker[PLACES];             /* a bag: any message in it may be delivered next */

byte progress[STREAMS];             /* the inbox: how far each stream has been applied, and what waits */
bool row_locked[STREAMS], waits[PLACES];
byte effects[PLACES], applied[STREAMS];

inline die() { deaths > 0 -> deaths-- }

inline take_effect(place) {
  assert(in_ledger[place]);                                         /* no ghosts */
  effects[place]++;
  assert(effects[place] == 1);                                      /* effect once */
  assert(version_of[place] == applied[stream_of[place]] + 1);       /* order within the stream */
  applied[stream_of[place]] = version_of[place]
}

inline publish(place) {
  if :: in_broker[place] < 2 -> in_broker[place]++ :: else fi
}

proctype writer(byte stream) {
  byte place;
  do
  :: told[stream] == VERSIONS(stream) -> break
  :: told[stream] < VERSIONS(stream) && next_place < PLACES ->
    atomic { place = next_place; next_place++; stream_of[place] = stream; version_of[place] = told[stream] + 1 };
#ifdef MUTANT_PUBLISHED_BEFORE_COMMIT
    atomic { publish(place) };
#endif
    if
    :: d_step { in_ledger[place] = true; in_outbox[place] = true; told[stream]++ }   /* one transaction */
    :: atomic { !is_burnt && deaths > 0 -> die(); is_burnt = true }                      /* rolled back, asked again */
    fi
  od
}

/* Reads what the outbox holds, publishes it in order, and deletes the pointers to what was confirmed. */
proctype relay() {
  byte place, read, confirmed;         /* sets of positions, a bit each */
#ifdef MUTANT_CURSOR
  byte last;                         /* "id greater than last seen" */
end_cursor:
  do
  :: atomic { place = last; do :: place < PLACES && !in_ledger[place] -> place++ :: else -> break od;
      place < PLACES -> publish(place); in_outbox[place] = false; last = place + 1; place = 0 }
  od
#else
end_again:
  do
  :: d_step {
      (in_outbox[0] || in_outbox[1] || in_outbox[2] || in_outbox[3]) ->
      do :: place < PLACES -> read = read | (in_outbox[place] << place); place++ :: else -> break od;
      place = 0 };
    do
    :: d_step { read == 0 -> place = 0 }; break
    :: atomic { read != 0 ->
        do :: !((read >> place) & 1) -> place++ :: else -> break od;
        read = read & ~(1 << place);
#ifdef MUTANT_DELETED_BEFORE_CONFIRM
        in_outbox[place] = false;
#endif
        if
        :: publish(place); confirmed = confirmed | (1 << place)
        :: deaths > 0 -> deaths--; publish(place)                   /* it arrived, and its confirm did not */
        :: deaths > 0 -> deaths--                                   /* it did not arrive */
        fi }
    od;
    if
    :: d_step { true ->
        do
        :: place < PLACES -> if :: (confirmed >> place) & 1 -> in_outbox[place] = false :: else fi; place++
        :: else -> break
        od; place = 0; confirmed = 0 }
    :: atomic { die(); confirmed = 0; goto end_again }              /* confirmed, and not yet deleted */
    fi
  od
#endif
}

/* Takes one message: locks the stream's row, and in one transaction applies, parks or ignores it; then acknowledges. */
proctype consumer() {
  byte place, at;
end_next:
  do
  :: atomic {
      if
      :: in_broker[0] > 0 -> place = 0 :: in_broker[1] > 0 -> place = 1 :: in_broker[2] > 0 -> place = 2
      :: in_broker[3] > 0 -> place = 3
      fi };
#ifdef MUTANT_ACKNOWLEDGED_BEFORE_COMMIT
    atomic { if :: in_broker[place] > 0 -> in_broker[place]-- :: else -> goto end_next fi };
#endif
#ifdef MUTANT_NO_LOCK
    at = progress[stream_of[place]];
#else
    atomic { !row_locked[stream_of[place]] -> row_locked[stream_of[place]] = true; at = progress[stream_of[place]] };
#endif
    if
    :: atomic { die(); row_locked[stream_of[place]] = false; place = 0; at = 0; goto end_next }         /* before the commit: rolled back */
    :: atomic { failures > 0 && version_of[place] == at + 1 -> failures--;       /* the handler raised: parked */
        waits[place] = true; row_locked[stream_of[place]] = false }
#ifdef MUTANT_EFFECT_APART
    :: atomic { version_of[place] == at + 1 -> take_effect(place) };
      if
      :: atomic { die(); row_locked[stream_of[place]] = false; place = 0; at = 0; goto end_next }
      :: atomic { progress[stream_of[place]] = version_of[place]; row_locked[stream_of[place]] = false }
      fi
#else
    :: atomic { version_of[place] == at + 1 ->
        take_effect(place); progress[stream_of[place]] = version_of[place]; row_locked[stream_of[place]] = false }
#endif
    :: atomic { version_of[place] > at + 1 ->
#if defined(MUTANT_EARLY_APPLIED)
        take_effect(place); progress[stream_of[place]] = version_of[place];
#elif !defined(MUTANT_EARLY_DROPPED)
        waits[place] = true;
#endif
        row_locked[stream_of[place]] = false }
    :: atomic { version_of[place] <= at ->
#ifdef MUTANT_NO_DEDUPE
        take_effect(place);
#endif
        row_locked[stream_of[place]] = false }
    fi;
#ifndef MUTANT_ACKNOWLEDGED_BEFORE_COMMIT
    if
    :: atomic { if :: in_broker[place] > 0 -> in_broker[place]-- :: else fi; place = 0; at = 0 }
    :: atomic { die(); place = 0; at = 0 }                                                        /* committed and not acknowledged: it comes again */
    fi
#endif
  od
}

#define IS_NEXT(n) (waits[n] && !row_locked[stream_of[n]] && version_of[n] <= progress[stream_of[n]] + 1)

/* Tries again what waits, once it is next in its stream; what was applied meanwhile is thrown away. */
proctype retrying() {
  byte place;
end:
  do
  :: atomic {
      if
      :: IS_NEXT(0) -> place = 0 :: IS_NEXT(1) -> place = 1 :: IS_NEXT(2) -> place = 2
      :: IS_NEXT(3) -> place = 3
      fi;
      if
      :: version_of[place] == progress[stream_of[place]] + 1 ->
        take_effect(place); progress[stream_of[place]] = version_of[place]
      :: else
      fi;
      waits[place] = false; place = 0 }
  od
}

/* When nothing can move any more, everything committed has taken effect. */
active proctype auditor() {
  byte place;
end:
  timeout ->
  d_step {
    do
    :: place < PLACES -> assert(!in_ledger[place] || effects[place] == 1); place++      /* nothing is lost */
    :: else -> break
    od;
    place = 0;
    do :: place < STREAMS -> assert(applied[place] == VERSIONS(place)); place++ :: else -> break od }
}

init {
  byte n;
  atomic {
    do :: n < STREAMS -> run writer(n); n++ :: else -> break od; n = 0;
    do :: n < RELAYS -> run relay(); n++ :: else -> break od; n = 0;
    do :: n < CONSUMERS -> run consumer(); n++ :: else -> break od; n = 0;
    run retrying() }
}
