set(MUTANT_SAYS "A stream that was cut is recorded as complete.")
set(MUTANT_SOURCE policy/exchange_end.cpp)
set(MUTANT_FOUND_BY record_true)
set(MUTANT_FIND [==[
finish(Outcome::Partial, turn);]==])
set(MUTANT_REPLACE [==[
finish(Outcome::Complete, turn);]==])
