set(MUTANT_SAYS "A reset is taken for a stale connection, over and over.")
set(MUTANT_SOURCE policy/exchange_failure.cpp)
set(MUTANT_FOUND_BY "attempt_caps retries_paid")
set(MUTANT_FIND [==[
  if (failure.stale && replay_stale(failure, turn)) return;]==])
set(MUTANT_REPLACE [==[
  if (failure.failure_class == FailureClass::NetworkReset) return send(current_.position, current_.admission, true, turn);]==])
