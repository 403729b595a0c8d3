set(MUTANT_SAYS "Time fills a bucket beyond its rim.")
set(MUTANT_SOURCE policy/budget.cpp)
set(MUTANT_FOUND_BY tokens_in_range)
set(MUTANT_FIND [==[
std::min<std::uint64_t>(level_milli_ + milli, settings.capacity_milli)]==])
set(MUTANT_REPLACE [==[
std::min<std::uint64_t>(level_milli_ + milli, 2ULL * settings.capacity_milli)]==])
