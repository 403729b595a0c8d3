set(MUTANT_SAYS "The log is screened for known secrets alone.")
set(MUTANT_SOURCE app/serve/loaded_secrets.cpp)
set(MUTANT_FOUND_BY "a shape in the log")
set(MUTANT_FIND [==[
    if (record::find_secrets(left).empty()) return masked;
    return record::scrub(left);
]==])
set(MUTANT_REPLACE [==[
    (void)left;
    return masked;
]==])
