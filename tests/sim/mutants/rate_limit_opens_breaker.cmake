set(MUTANT_SAYS "A rate limit is taken for a failure.")
set(MUTANT_SOURCE policy/class_table.cpp)
set(MUTANT_FOUND_BY opens_for_cause)
set(MUTANT_FIND [==[
Same::AfterRetryAfter, Next::Yes, Effect::Neutral]==])
set(MUTANT_REPLACE [==[
Same::AfterRetryAfter, Next::Yes, Effect::Bad]==])
