set(MUTANT_SAYS "A known secret in a typed field is counted and left there.")
set(MUTANT_SOURCE record/redaction.cpp)
set(MUTANT_FOUND_BY "in a typed field")
set(MUTANT_FIND [==[
    text = mark_of(kKnownSecretRule);
    ++result_]==])
set(MUTANT_REPLACE [==[
    ++result_]==])
