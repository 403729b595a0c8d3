set(MUTANT_SAYS "What the provider asks for is not what it gets.")
set(MUTANT_SOURCE policy/pause.cpp)
set(MUTANT_FOUND_BY pause_kept)
set(MUTANT_FIND [==[
asked ? std::clamp(*asked, kPauseMin, kPauseMax) : unsaid_pause(earlier)]==])
set(MUTANT_REPLACE [==[
kPauseMin]==])
