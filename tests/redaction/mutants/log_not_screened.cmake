set(MUTANT_SAYS "A text is written to the log without asking the screen.")
set(MUTANT_SOURCE telemetry/log.cpp)
set(MUTANT_FOUND_BY "a provider's key in the log")
set(MUTANT_FIND [==[
  const auto masked = text != nullptr && screen != nullptr && *screen ? (*screen)(*text) : std::nullopt;
]==])
set(MUTANT_REPLACE [==[
  const std::optional<std::string> masked;
  (void)screen;
  (void)text;
]==])
