set(MUTANT_SAYS "What people write is searched for known secrets alone.")
set(MUTANT_SOURCE record/redaction.cpp)
set(MUTANT_FOUND_BY "a shape in a note")
set(MUTANT_FIND [==[
    const auto spans = find_secrets(text);
]==])
set(MUTANT_REPLACE [==[
    const std::vector<SecretSpan> spans;
]==])
