set(MUTANT_SAYS "Characters encoded for a URL are not looked for.")
set(MUTANT_SOURCE record/secret_forms.cpp)
set(MUTANT_FOUND_BY "a key as url")
set(MUTANT_FIND [==[
    if (is_unreserved(c)) {
]==])
set(MUTANT_REPLACE [==[
    if (is_unreserved(c) || !digits.empty()) {
]==])
