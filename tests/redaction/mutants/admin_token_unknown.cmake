set(MUTANT_SAYS "The admin token is not looked for.")
set(MUTANT_SOURCE app/serve/loaded_secrets.cpp)
set(MUTANT_FOUND_BY "the admin token in a typed field")
set(MUTANT_FIND [==[
  add(values, snapshot.server.admin_token);
]==])
set(MUTANT_REPLACE [==[
]==])
