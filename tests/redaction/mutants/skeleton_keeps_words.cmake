set(MUTANT_SAYS "A skeleton keeps any text in a member of the API.")
set(MUTANT_SOURCE record/skeleton.cpp)
set(MUTANT_FOUND_BY "a prompt in a skeleton")
set(MUTANT_FIND [==[
  return is_api_word(member, text) ? Json(text) : Json(range_of(text.size()));
]==])
set(MUTANT_REPLACE [==[
  return is_api_member(member) ? Json(text) : Json(range_of(text.size()));
]==])
