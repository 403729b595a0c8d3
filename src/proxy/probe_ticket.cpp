#include "proxy/probe_ticket.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <span>
#include <vector>

#include "crypto/base64.hpp"
#include "crypto/digest.hpp"

namespace jurymast::proxy {
namespace {

constexpr std::size_t kFieldCount = 7;

std::span<const unsigned char> bytes_of(std::string_view text) {
  return {reinterpret_cast<const unsigned char*>(text.data()), text.size()};
}

/// A line feed is in no name, so no two tickets have the same text.
std::string payload_of(const ProbeTicket& ticket) {
  return fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}", ticket.run, ticket.check, ticket.route, ticket.target,
                     static_cast<unsigned>(ticket.fault), ticket.expires.since_origin.count(), ticket.nonce);
}

std::vector<std::string_view> fields_of(std::string_view payload) {
  std::vector<std::string_view> fields;
  while (true) {
    const std::size_t end = payload.find('\n');
    fields.push_back(payload.substr(0, end));
    if (end == std::string_view::npos) return fields;
    payload.remove_prefix(end + 1);
  }
}

template <class Number>
bool read_number(std::string_view text, Number& value) {
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  return read.ec == std::errc() && read.ptr == text.data() + text.size();
}

}  // namespace

std::optional<std::size_t> probe_check_index(std::string_view name) {
  const auto* const found = std::find(kProbeChecks.begin(), kProbeChecks.end(), name);
  if (found == kProbeChecks.end()) return std::nullopt;
  return static_cast<std::size_t>(found - kProbeChecks.begin());
}

std::string seal(const ProbeTicket& ticket, std::string_view key) {
  const std::string payload = payload_of(ticket);
  return crypto::to_base64(bytes_of(payload)) + "." + crypto::to_base64(crypto::hmac_sha256(key, payload));
}

std::optional<ProbeTicket> unseal(std::string_view text, std::string_view key) {
  const std::size_t dot = text.find('.');
  if (text.size() > kTicketBytesMax || dot == std::string_view::npos) return std::nullopt;
  const auto payload = crypto::from_base64(text.substr(0, dot));
  const auto seal_said = crypto::from_base64(text.substr(dot + 1));
  if (!payload || !seal_said || !crypto::equal(bytes_of(*seal_said), crypto::hmac_sha256(key, *payload))) return std::nullopt;
  const std::vector<std::string_view> fields = fields_of(*payload);
  if (fields.size() != kFieldCount) return std::nullopt;
  ProbeTicket ticket{.run = std::string(fields[0]),
                     .check = std::string(fields[1]),
                     .route = std::string(fields[2]),
                     .target = std::string(fields[3])};
  unsigned fault = 0;
  std::int64_t expires = 0;
  if (!read_number(fields[4], fault) || !read_number(fields[5], expires) || !read_number(fields[6], ticket.nonce))
    return std::nullopt;
  if (fault >= record::kProbeFaultNames.size()) return std::nullopt;
  ticket.fault = static_cast<record::ProbeFault>(fault);
  ticket.expires = MonotonicTime{Duration(expires)};
  return ticket;
}

}  // namespace jurymast::proxy
