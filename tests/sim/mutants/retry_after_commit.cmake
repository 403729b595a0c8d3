set(MUTANT_SAYS "A stream that was cut after the commit goes on at the next target.")
set(MUTANT_SOURCE policy/exchange_failure.cpp)
set(MUTANT_FOUND_BY "nothing_after_commit errors_say_how")
set(MUTANT_FIND [==[
  if (committed()) return abort_client(failure.failure_class, turn);
]==])
set(MUTANT_REPLACE [==[
]==])
