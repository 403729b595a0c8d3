set(MUTANT_SAYS "A token is counted as a thousandth of one.")
set(MUTANT_SOURCE policy/budget.cpp)
set(MUTANT_FOUND_BY "window_bound wire_bound")
set(MUTANT_FIND [==[
level_milli_ -= kAttemptCostMilli;]==])
set(MUTANT_REPLACE [==[
level_milli_ -= 1;]==])
