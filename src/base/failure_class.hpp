#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace jurymast {

/// How an attempt ended: the closed vocabulary of logs, metrics, config and reports. What each class means for retry,
/// fallback, breaker and the client's answer is the table in `policy/class_table.hpp`.
enum class FailureClass : unsigned char {
  Ok,
  Auth,
  Permission,
  InvalidRequest,
  ModelNotFound,
  WrongSurface,
  ContextLength,
  ContentPolicy,
  StateMissing,
  RateLimited,
  QuotaExhausted,
  Overloaded,
  UpstreamError,
  TimeoutConnect,
  TimeoutFirstToken,
  TimeoutStall,
  TimeoutTotal,
  NetworkDns,
  NetworkConnect,
  NetworkTls,
  NetworkReset,
  Truncated,
  Malformed,
  Empty,
  ContractMismatch,
  OutputInvalid,
  Cancelled,
  Ambiguous,
};

inline constexpr std::size_t kFailureClassCount = 28;
inline constexpr std::array<std::string_view, kFailureClassCount> kFailureClassNames{
    "ok",           "auth",           "permission",    "invalid_request", "model_not_found",     "wrong_surface",
    "context_length", "content_policy", "state_missing", "rate_limited",    "quota_exhausted",     "overloaded",
    "upstream_error", "timeout_connect", "timeout_first_token", "timeout_stall", "timeout_total",  "network_dns",
    "network_connect", "network_tls",  "network_reset", "truncated",       "malformed",           "empty",
    "contract_mismatch", "output_invalid", "cancelled", "ambiguous"};

constexpr std::string_view name_of(FailureClass c) { return kFailureClassNames[static_cast<std::size_t>(c)]; }
constexpr std::optional<FailureClass> failure_class_named(std::string_view name) {
  for (std::size_t i = 0; i < kFailureClassCount; ++i) {
    if (kFailureClassNames[i] == name) return static_cast<FailureClass>(i);
  }
  return std::nullopt;
}

}  // namespace jurymast
