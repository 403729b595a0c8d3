set(MUTANT_SAYS "A shadow's end settles the pause of its target as a caller's would.")
set(MUTANT_SOURCE policy/admission.cpp)
set(MUTANT_FOUND_BY shadows_teach_nothing)
set(MUTANT_FIND [==[
  if (settlement.shadow) return;]==])
set(MUTANT_REPLACE [==[
  if (settlement.shadow) return settle_pause(state.pause, settlement, now);]==])
