set(MUTANT_SAYS "An open breaker lets everything through.")
set(MUTANT_SOURCE policy/breaker.cpp)
set(MUTANT_FOUND_BY open_means_closed)
set(MUTANT_FIND [==[
case BreakerState::Open: return {Denial::BreakerOpen, false, until_};]==])
set(MUTANT_REPLACE [==[
case BreakerState::Open: return {};]==])
