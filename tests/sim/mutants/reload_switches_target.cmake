set(MUTANT_SAYS "A request sends with the configuration of the moment.")
set(MUTANT_SOURCE sim/operation.cpp)
set(MUTANT_FOUND_BY one_configuration)
set(MUTANT_FIND [==[
return *snapshot_;  // the one it began with]==])
set(MUTANT_REPLACE [==[
return *process_.snapshot;]==])
