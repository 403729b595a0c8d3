set(MUTANT_SAYS "A record becomes a line as it came.")
set(MUTANT_SOURCE record/sequencer.cpp)
set(MUTANT_FOUND_BY "in a typed field")
set(MUTANT_FIND [==[
  const auto redacted = redact(record, *known_);
]==])
set(MUTANT_REPLACE [==[
  const std::optional<RedactedRecord> redacted;
]==])
