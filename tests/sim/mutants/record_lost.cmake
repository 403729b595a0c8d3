set(MUTANT_SAYS "The recovery forgets what had ended.")
set(MUTANT_SOURCE record/recovery.cpp)
set(MUTANT_FOUND_BY "recorded_once record_true")
set(MUTANT_FIND [==[
  if (!committed) records_.push_back(frame.payload);
]==])
set(MUTANT_REPLACE [==[
]==])
