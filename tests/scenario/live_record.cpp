#include "live_record.hpp"

#include <array>
#include <utility>

namespace jurymast::scenario {
namespace {

using record::ParsedAttempt;
using record::ParsedOperation;

constexpr std::uint64_t kMicrosInMilli = 1'000;

std::string or_none(const std::string& text) { return text.empty() ? "none" : text; }
std::string flag(bool value) { return value ? "true" : "false"; }

template <class Items, class Word>
std::string joined(const Items& items, const Word& word) {
  std::string text;
  for (const auto& item : items) text.append(text.empty() ? "" : " ").append(word(item));
  return text;
}

std::optional<std::string> attempts_text(const ParsedOperation& operation, const std::string& name) {
  const auto& attempts = operation.attempts;
  if (name == "attempts") return joined(attempts, [](const ParsedAttempt& a) { return a.target + ":" + a.failure_class; });
  if (name == "retries") return joined(attempts, [](const ParsedAttempt& a) { return a.retry; });
  if (name == "maybe_executed") {
    return joined(attempts, [](const ParsedAttempt& a) { return std::string(a.maybe_executed ? "yes" : "no"); });
  }
  if (name != "passed_over") return std::nullopt;
  return joined(operation.passed_over, [](const auto& passed) { return passed.first + ":" + passed.second; });
}

}  // namespace

std::optional<std::string> record_text(const ParsedOperation& operation, const std::string& name) {
  const std::array<std::pair<const char*, std::string>, 12> texts{{
      {"outcome", operation.outcome},
      {"status", std::to_string(operation.status)},
      {"class", or_none(operation.failure_class)},
      {"refusal", or_none(operation.refusal)},
      {"route", operation.decision},
      {"arm", operation.arm},
      {"fallback_class", or_none(operation.fallback_class)},
      {"fallback_denial", or_none(operation.fallback_denial)},
      {"fallback_refused", flag(operation.fallback_refused)},
      {"final", flag(operation.final_answer)},
      {"retry_after_s", operation.retry_after_s ? std::to_string(*operation.retry_after_s) : "none"},
      {"queued_ms", std::to_string(operation.queued_us / kMicrosInMilli)},
  }};
  for (const auto& [known, text] : texts) {
    if (name == known) return text;
  }
  return attempts_text(operation, name);
}

}  // namespace jurymast::scenario
