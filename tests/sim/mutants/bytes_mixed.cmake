set(MUTANT_SAYS "What was held of an attempt that failed goes out before the next one's.")
set(MUTANT_SOURCE sim/operation.cpp)
set(MUTANT_FOUND_BY one_attempts_bytes)
set(MUTANT_FIND [==[
  head_.reset();
  held_.clear();]==])
set(MUTANT_REPLACE [==[
  head_.reset();]==])
