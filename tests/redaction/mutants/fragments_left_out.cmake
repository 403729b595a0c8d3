set(MUTANT_SAYS "The last characters of a key are not looked for.")
set(MUTANT_SOURCE record/secret_forms.cpp)
set(MUTANT_FOUND_BY "a key as fragment")
set(MUTANT_FIND [==[
  forms_.push_back({bytes_.size(), fragment.size(), true});
]==])
set(MUTANT_REPLACE [==[
]==])
