set(MUTANT_SAYS "Of several configurations only the last is looked for.")
set(MUTANT_SOURCE app/serve/loaded_secrets.cpp)
set(MUTANT_FOUND_BY "the key before the reload")
set(MUTANT_FIND [==[
  for (const policy::Snapshot* const snapshot : snapshots) {
]==])
set(MUTANT_REPLACE [==[
  for (const policy::Snapshot* const snapshot : {*(snapshots.end() - 1)}) {
]==])
