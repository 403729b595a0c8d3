set(MUTANT_SAYS "A probe does not keep a second one away.")
set(MUTANT_SOURCE policy/breaker.cpp)
set(MUTANT_FOUND_BY one_probe)
set(MUTANT_FIND [==[
 || probe_in_flight_)]==])
set(MUTANT_REPLACE [==[
)]==])
