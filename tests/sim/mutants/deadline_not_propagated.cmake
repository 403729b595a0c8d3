set(MUTANT_SAYS "An attempt has all the time there is.")
set(MUTANT_SOURCE policy/exchange_failure.cpp)
set(MUTANT_FOUND_BY "ends_once ends_in_time")
set(MUTANT_FIND [==[
DueClock due{deadline_.at,]==])
set(MUTANT_REPLACE [==[
DueClock due{MonotonicTime::never(),]==])
