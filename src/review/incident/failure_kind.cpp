#include "review/incident/failure_kind.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "base/failure_class.hpp"

namespace jurymast::review {
namespace {

constexpr std::string_view kRefused = "refused:";

/// What nobody who asked has met.
bool is_nobodys(std::string_view arm) { return arm == "synthetic" || arm == "shadow"; }

std::optional<FailureKind> kind_of(FailureClass failure_class) {
  switch (failure_class) {
    case FailureClass::Ok:
    case FailureClass::Cancelled:
      return std::nullopt;
    case FailureClass::InvalidRequest:
    case FailureClass::ModelNotFound:
    case FailureClass::WrongSurface:
    case FailureClass::ContextLength:
    case FailureClass::ContentPolicy:
    case FailureClass::StateMissing:
      return FailureKind::Request;
    case FailureClass::Auth:
    case FailureClass::Permission:
    case FailureClass::QuotaExhausted:
      return FailureKind::Account;
    case FailureClass::ContractMismatch:
    case FailureClass::OutputInvalid:
      return FailureKind::Output;
    case FailureClass::Ambiguous:
      return FailureKind::NotTold;
    default:
      return FailureKind::Upstream;
  }
}

}  // namespace

std::optional<FailureKind> kind_of_failure(std::string_view failure_class) {
  const auto named = failure_class_named(failure_class);
  return named ? kind_of(*named) : std::nullopt;
}

std::map<std::string, std::uint64_t> failures_in(const Histogram& histogram, const Arms& arms) {
  const auto counts_as_failure = [](const std::string& name) {
    return kind_of_failure(name).has_value() || name.starts_with(kRefused);
  };
  std::map<std::string, std::uint64_t> failures;
  for (const auto& [row, counts] : histogram.rows) {
    if (!counts_as_failure(row.failure_class) || is_nobodys(row.arm)) continue;
    failures[row.failure_class] += std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
  }
  std::map<std::string, std::uint64_t> at_targets;
  for (const auto& [key, arm] : arms) {
    if (is_nobodys(key.arm)) continue;
    for (const auto& [name, count] : arm.classes) at_targets[name] += count;
  }
  for (const auto& [name, count] : at_targets) {
    if (counts_as_failure(name)) failures[name] = std::max(failures[name], count);
  }
  std::erase_if(failures, [](const auto& one) { return one.second == 0; });
  return failures;
}

std::uint64_t failures_of(const std::map<std::string, std::uint64_t>& failures, FailureKind kind) {
  std::uint64_t sum = 0;
  for (const auto& [name, count] : failures) {
    if (kind_of_failure(name) == kind) sum += count;
  }
  return sum;
}

std::string failures_text(const std::map<std::string, std::uint64_t>& failures, std::optional<FailureKind> kind) {
  std::vector<std::pair<std::uint64_t, std::string>> ranked;
  for (const auto& [name, count] : failures) {
    if (!kind || kind_of_failure(name) == kind) ranked.emplace_back(count, name);
  }
  std::sort(ranked.begin(), ranked.end(),
            [](const auto& a, const auto& b) { return a.first != b.first ? a.first > b.first : a.second < b.second; });
  std::string text;
  for (const auto& [count, name] : ranked) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, name);
  return text;
}

}  // namespace jurymast::review
