set(MUTANT_SAYS "The kill switch lets an attempt at a fallback run on that was in flight.")
set(MUTANT_SOURCE policy/exchange_kill.cpp)
set(MUTANT_FOUND_BY kill_obeyed)
set(MUTANT_FIND [==[
  if (committed()) return;
]==])
set(MUTANT_REPLACE [==[
  if (!finished()) return;
]==])
