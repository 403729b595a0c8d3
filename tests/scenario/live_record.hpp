#pragma once
#include <optional>
#include <string>

#include "record/parsed_line.hpp"

namespace jurymast::scenario {

/// Every name under which a decision is compared.
inline constexpr const char* kDecisionNames[] = {
    "outcome",          "status",          "class",   "refusal",       "route",     "arm",
    "fallback_class",   "fallback_denial", "final",   "retry_after_s", "queued_ms", "attempts",
    "fallback_refused", "maybe_executed",  "retries", "passed_over"};

/// What a record says under a name of the `expected` table, in the words of decision_text(); nothing for a name that is not known.
std::optional<std::string> record_text(const record::ParsedOperation& operation, const std::string& name);

}  // namespace jurymast::scenario
