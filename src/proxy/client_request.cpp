#include "proxy/client_request.hpp"

#include <algorithm>
#include <charconv>

#include "policy/setting_names.hpp"
#include "wire/time_text.hpp"

namespace jurymast::proxy {
namespace {

constexpr std::size_t kCallerIdBytesMax = 512;
/// No caller's timeout is longer than a day.
constexpr Duration kCallerTimeoutMax = std::chrono::hours(24);

std::optional<unsigned> read_number(std::string_view text) {
  unsigned value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<policy::Priority> read_priority(std::string_view text) {
  const auto found = std::find(policy::kPriorityNames.begin(), policy::kPriorityNames.end(), text);
  if (found == policy::kPriorityNames.end()) return std::nullopt;
  return static_cast<policy::Priority>(found - policy::kPriorityNames.begin());
}

}  // namespace

std::string caller_request_id(const wire::RequestHead& head) {
  std::string_view value = head.fields.value("x-client-request-id");
  if (value.empty()) value = head.fields.value("x-request-id");
  std::string id;
  for (const char c : value.substr(0, kCallerIdBytesMax)) {
    if (c >= 0x21 && c <= 0x7e) id.push_back(c);
  }
  return id;
}

void read_caller_fields(const wire::RequestHead& head, OperationInput& input) {
  input.client_request_id = caller_request_id(head);
  for (const std::string_view name : {"x-stainless-timeout", "x-stainless-read-timeout"}) {
    // Whole seconds from some SDKs, a fraction from others.
    const auto timeout = wire::read_decimal(head.fields.value(name), std::chrono::seconds(1));
    if (!timeout || timeout->count() <= 0 || *timeout > kCallerTimeoutMax) continue;
    input.facts.client_timeout = std::min(input.facts.client_timeout.value_or(*timeout), *timeout);
  }
  input.start.replay = read_number(head.fields.value("x-stainless-retry-count")).value_or(0) > 0;
  input.asked_priority = read_priority(head.fields.value("x-jurymast-priority"));
}

}  // namespace jurymast::proxy
