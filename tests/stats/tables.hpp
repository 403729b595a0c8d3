#pragma once
#include "sheet.hpp"

/// The tables of docs/statistics.md, each computed with the code that decides, over seeded runs.
namespace jurymast::stats {

/// How often each rule rolls an equal fallback back.
void tell_false_rollbacks(Sheet& sheet);
/// How soon a worse fallback is found beside its primary, and after a long time in which it was well.
void tell_detection(Sheet& sheet);
void tell_default_detection(Sheet& sheet);
void tell_late_change(Sheet& sheet);
/// How soon a target is found that fails more often than a fixed budget.
void tell_budgets(Sheet& sheet);
/// How soon a fallback is suspended whose rescues do harm.
void tell_rescues(Sheet& sheet);
/// How soon a primary is called degraded, and recovered.
void tell_primaries(Sheet& sheet);
/// What it takes to let the weight rise.
void tell_safety(Sheet& sheet);
/// How often equal fallbacks are thrown out where callers, not requests, are drawn.
void tell_units(Sheet& sheet);
/// How soon callers without an answer use up a ceiling as fast as burn rates roll back at.
void tell_burn_rates(Sheet& sheet);

}  // namespace jurymast::stats
