set(MUTANT_SAYS "Base64 is looked for at the first alignment alone.")
set(MUTANT_SOURCE record/secret_forms.cpp)
set(MUTANT_FOUND_BY "a key as base64")
set(MUTANT_FIND [==[
  constexpr std::size_t kAlignments = 3;
]==])
set(MUTANT_REPLACE [==[
  constexpr std::size_t kAlignments = 1;
]==])
