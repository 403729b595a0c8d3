set(MUTANT_SAYS "A skeleton keeps the names of members as they are.")
set(MUTANT_SOURCE record/skeleton.cpp)
set(MUTANT_FOUND_BY "a member's name in a skeleton")
set(MUTANT_FIND [==[
  if (is_api_member(name)) return std::string(name);
]==])
set(MUTANT_REPLACE [==[
  if (is_api_member(name) || !name.empty()) return std::string(name);
]==])
