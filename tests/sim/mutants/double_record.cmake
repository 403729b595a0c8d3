set(MUTANT_SAYS "The recovery does not look at what the log holds.")
set(MUTANT_SOURCE record/recovery.cpp)
set(MUTANT_FOUND_BY recorded_once)
set(MUTANT_FIND [==[
return known_ids_.insert(*id).second;]==])
set(MUTANT_REPLACE [==[
return known_ids_.insert(*id).second || true;]==])
