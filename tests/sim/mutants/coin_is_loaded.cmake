set(MUTANT_SAYS "The coin gives the canary twice its share.")
set(MUTANT_SOURCE policy/assignment.cpp)
set(MUTANT_FOUND_BY exposure_share)
set(MUTANT_FIND [==[
  return part < weight_ppm;]==])
set(MUTANT_REPLACE [==[
  return part < 2 * static_cast<std::uint64_t>(weight_ppm);]==])
