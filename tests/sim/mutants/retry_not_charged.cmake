set(MUTANT_SAYS "A retry takes no token.")
set(MUTANT_SOURCE policy/exchange_retry.cpp)
set(MUTANT_FOUND_BY retries_paid)
set(MUTANT_FIND [==[
  if (!deadline_.leaves_room(ask.starts_at)) return false;
  Admission token]==])
set(MUTANT_REPLACE [==[
  if (!deadline_.leaves_room(ask.starts_at)) return false;
  ask.charge = false;
  Admission token]==])
