#include "wire/retry_hints.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "wire/time_text.hpp"

namespace jurymast::wire {
namespace {

constexpr std::array<std::string_view, 4> kResetNames = {"x-ratelimit-reset-requests", "x-ratelimit-reset-tokens",
                                                         "x-ratelimit-reset", "x-rate-limit-reset-tokens"};

/// Zero and less say nothing, and neither does what is too long to be a wait.
std::optional<Duration> as_wait(std::optional<Duration> wait) {
  const bool said = wait && *wait > Duration(0) && *wait <= kTextDurationMax;
  return said ? wait : std::nullopt;
}

std::optional<Duration> wait_until(std::optional<WallTime> moment, WallTime now) {
  return moment ? as_wait(*moment - now) : std::nullopt;
}

bool is_anthropic_reset(std::string_view name) {
  constexpr std::string_view kPrefix = "anthropic-ratelimit-";
  constexpr std::string_view kSuffix = "-reset";
  return name.size() > kPrefix.size() + kSuffix.size() && same_header_name(name.substr(0, kPrefix.size()), kPrefix) &&
         same_header_name(name.substr(name.size() - kSuffix.size()), kSuffix);
}

std::optional<Duration> read_retry_after(const HeaderFields& fields, WallTime now) {
  for (const std::string_view name : {"retry-after-ms", "x-ms-retry-after-ms"}) {
    const auto wait = as_wait(read_decimal(fields.value(name), std::chrono::milliseconds(1)));
    if (wait) return wait;
  }
  const std::string_view value = fields.value("retry-after");
  const auto wait = as_wait(read_decimal(value, std::chrono::seconds(1)));
  return wait ? wait : wait_until(read_http_date(value), now);
}

std::optional<Duration> read_reset(const HeaderField& field, WallTime now) {
  if (is_anthropic_reset(field.name)) return wait_until(read_rfc3339(field.value), now);
  const bool named = std::any_of(kResetNames.begin(), kResetNames.end(),
                                 [&field](std::string_view name) { return same_header_name(name, field.name); });
  if (!named) return std::nullopt;
  const auto wait = as_wait(read_go_duration(field.value));
  return wait ? wait : as_wait(read_decimal(field.value, std::chrono::seconds(1)));
}

}  // namespace

RetryHints read_retry_hints(const HeaderFields& fields, WallTime now) {
  RetryHints hints;
  hints.retry_after = read_retry_after(fields, now);
  for (const HeaderField& field : fields) {
    const std::optional<Duration> wait = read_reset(field, now);
    if (wait) hints.ratelimit_reset = std::min(*wait, hints.ratelimit_reset.value_or(*wait));
  }
  return hints;
}

}  // namespace jurymast::wire
