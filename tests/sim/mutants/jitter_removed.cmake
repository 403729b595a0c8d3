set(MUTANT_SAYS "Every retry waits the whole of its range.")
set(MUTANT_SOURCE policy/backoff.cpp)
set(MUTANT_FOUND_BY waits_spread)
set(MUTANT_FIND [==[
return random.jitter(backoff_ceiling(settings, retries_before));]==])
set(MUTANT_REPLACE [==[
return random.chance(0, 1) ? Duration(0) : backoff_ceiling(settings, retries_before);]==])
