set(MUTANT_SAYS "A full target takes one more, and one more.")
set(MUTANT_SOURCE policy/in_flight.cpp)
set(MUTANT_FOUND_BY within_caps)
set(MUTANT_FIND [==[
return std::max(floor, configured - std::min(configured, below_));]==])
set(MUTANT_REPLACE [==[
return std::max(floor, configured - std::min(configured, below_)) + 1000;]==])
