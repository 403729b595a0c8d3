set(MUTANT_SAYS "Escaped quotes are not looked for.")
set(MUTANT_SOURCE record/secret_forms.cpp)
set(MUTANT_FOUND_BY "a key as json")
set(MUTANT_FIND [==[
    if (c == '"' || c == '\\' || (c == '/' && escape_slash)) out += '\\';
]==])
set(MUTANT_REPLACE [==[
    (void)escape_slash;
]==])
