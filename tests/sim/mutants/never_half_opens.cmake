set(MUTANT_SAYS "An open breaker lets no probe through.")
set(MUTANT_SOURCE policy/breaker.cpp)
set(MUTANT_FOUND_BY breakers_recover)
set(MUTANT_FIND [==[
return now < until_ ? BreakerState::Open : BreakerState::HalfOpen;]==])
set(MUTANT_REPLACE [==[
return BreakerState::Open;]==])
