#include "proxy/upstream_head.hpp"

#include "wire/request_extras.hpp"

namespace jurymast::proxy {
namespace {

std::string_view key_prefix(policy::KeyField field) {
  switch (field) {
    case policy::KeyField::Authorization: return "Authorization: Bearer ";
    case policy::KeyField::ApiKey: return "api-key: ";
    case policy::KeyField::XApiKey: return "x-api-key: ";
  }
  return "Authorization: Bearer ";
}

}  // namespace

std::string upstream_head(const policy::Target& target, const LiveTarget& live, const UpstreamHeadInput& input) {
  std::string head;
  head.reserve(512 + input.forwarded.size());
  const auto line = [&head](std::string_view name, std::string_view value) {
    head.append(name).append(value).append("\r\n");
  };
  head.append(input.method).append(" ").append(target.origin.path_prefix);
  if (target.changes.query.empty()) {
    head.append(input.path);
  } else {
    head.append(wire::with_query(input.path, target.changes.query));
  }
  head.append(" HTTP/1.1\r\n");
  line("Host: ", live.authority);
  if (input.placeholder_key) {
    line(key_prefix(target.changes.key_field), kPlaceholderKey);
  } else if (target.api_key) {
    line(key_prefix(target.changes.key_field), target.api_key->reveal());
  }
  line("Accept: ", input.streamed ? "text/event-stream" : "application/json");
  // What is compressed cannot be read event by event.
  line("Accept-Encoding: ", "identity");
  line("X-Request-Id: ", input.operation_id);
  line("X-Jurymast-Hop: ", input.hops);
  head.append(input.forwarded).append(live.extra_lines);
  if (input.has_body) {
    head.append("Content-Type: application/json\r\nContent-Length: ").append(std::to_string(input.body_bytes)).append("\r\n");
  }
  return head.append("\r\n");
}

}  // namespace jurymast::proxy
