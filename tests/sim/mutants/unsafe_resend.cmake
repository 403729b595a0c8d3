set(MUTANT_SAYS "A request with side effects is sent again when nobody knows what became of it.")
set(MUTANT_SOURCE policy/plan.cpp)
set(MUTANT_FOUND_BY no_unsafe_resend)
set(MUTANT_FIND [==[
  if (facts.side_effects) return false;
]==])
set(MUTANT_REPLACE [==[
]==])
