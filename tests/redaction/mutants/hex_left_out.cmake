set(MUTANT_SAYS "Hexadecimal digits are not looked for.")
set(MUTANT_SOURCE record/secret_forms.cpp)
set(MUTANT_FOUND_BY "a key as hex")
set(MUTANT_FIND [==[
  for (const std::string_view digits : {kSmallHex, kCapitalHex}) {
]==])
set(MUTANT_REPLACE [==[
  for (const std::string_view digits : {kCapitalHex}) {
]==])
