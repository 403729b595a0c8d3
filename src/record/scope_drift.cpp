#include "record/scope_drift.hpp"

#include <algorithm>
#include <array>

namespace jurymast::record {
namespace {

struct Signal {
  std::string_view failing;                           ///< a word of the failing signal
  std::array<std::string_view, 7> foreign_changes{};  ///< what does not answer it
};

/// What a failing signal never calls for. Where it is changed all the same, it belongs into a change of its own.
constexpr std::array kSignals = std::to_array<Signal>({
    {"auth", {"retry", "retries", "attempts", "timeout", "fallback", "model", "schema"}},
    {"permission", {"retry", "retries", "attempts", "timeout", "fallback", "schema"}},
    {"invalid_request", {"retry", "retries", "attempts", "timeout", "fallback", "credential", "api_key"}},
    {"rate_limited", {"credential", "api_key", "schema", "model"}},
    {"timeout", {"credential", "api_key", "schema", "permission"}},
    {"upstream_error", {"credential", "api_key", "schema", "permission"}},
    {"overloaded", {"credential", "api_key", "schema", "permission"}},
    {"network", {"credential", "api_key", "schema", "permission"}},
    {"output_invalid", {"credential", "api_key", "timeout", "retry", "retries"}},
});

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool holds(std::string_view text, std::string_view part) {
  const auto same = [](char a, char b) { return lower(a) == lower(b); };
  return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

}  // namespace

std::string_view foreign_change(std::string_view failing_signal, std::string_view changed) {
  for (const Signal& signal : kSignals) {
    if (!holds(failing_signal, signal.failing)) continue;
    for (const std::string_view foreign : signal.foreign_changes) {
      if (!foreign.empty() && holds(changed, foreign)) return foreign;
    }
  }
  return {};
}

bool is_known_signal(std::string_view failing_signal) {
  return std::any_of(kSignals.begin(), kSignals.end(), [&](const Signal& signal) { return holds(failing_signal, signal.failing); });
}

}  // namespace jurymast::record
