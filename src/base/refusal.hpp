#pragma once
#include <array>
#include <cstddef>
#include <string_view>

namespace jurymast {

/// Why Jurymast itself refused a request, no upstream answer being the cause.
enum class Refusal : unsigned char {
  ClientAuth,
  ClientFraming,
  ClientJson,
  ClientTooLarge,
  RouteUnknown,
  PathUnknown,
  Unsupported,
  AllOpen,
  AllPaused,
  AllFull,
  NotEligible,
  Shed,
  Draining,
  Loop,
  Deadline,
  Memory,
  Internal,
  ProbeInvalid,
  ProbeExpired,
  ProbeSpent,
  ProbeMismatch,
};

struct RefusalRow {
  std::string_view name;
  int status;
};

inline constexpr std::size_t kRefusalCount = 21;
inline constexpr std::array<RefusalRow, kRefusalCount> kRefusals{
    {{"client_auth", 401},   {"client_framing", 400}, {"client_json", 400},   {"client_too_large", 413},
     {"route_unknown", 404}, {"path_unknown", 404},   {"unsupported", 400},   {"all_open", 503},
     {"all_paused", 429},    {"all_full", 503},       {"not_eligible", 503},  {"shed", 503},
     {"draining", 503},      {"loop", 508},           {"deadline", 504},      {"memory", 503},
     {"internal", 500},      {"probe_invalid", 400},  {"probe_expired", 400}, {"probe_spent", 400},
     {"probe_mismatch", 400}}};

constexpr std::string_view name_of(Refusal r) { return kRefusals[static_cast<std::size_t>(r)].name; }
constexpr int status_of(Refusal r) { return kRefusals[static_cast<std::size_t>(r)].status; }

}  // namespace jurymast
