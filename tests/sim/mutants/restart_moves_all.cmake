set(MUTANT_SAYS "After a restart the rollout has all the traffic instead of its share.")
set(MUTANT_SOURCE sim/gateway.cpp)
set(MUTANT_FOUND_BY exposure_allowed)
set(MUTANT_FIND [==[
  process_->weight_ppm = weight_ppm_;
  parts_]==])
set(MUTANT_REPLACE [==[
  process_->weight_ppm = 1'000'000;
  parts_]==])
