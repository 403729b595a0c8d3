#include "proxy/upstream_head.hpp"

namespace jurymast::proxy {

std::string upstream_head(const policy::Target& target, const LiveTarget& live, const UpstreamHeadInput& input) {
  std::string head;
  head.reserve(512 + input.forwarded.size());
  const auto line = [&head](std::string_view name, std::string_view value) {
    head.append(name).append(value).append("\r\n");
  };
  head.append(input.method).append(" ").append(target.origin.path_prefix).append(input.path).append(" HTTP/1.1\r\n");
  line("Host: ", live.authority);
  if (target.api_key) {
    head.append("Authorization: Bearer ").append(target.api_key->reveal()).append("\r\n");
  }
  line("Accept: ", input.streamed ? "text/event-stream" : "application/json");
  // What is compressed cannot be read event by event.
  line("Accept-Encoding: ", "identity");
  line("X-Request-Id: ", input.operation_id);
  line("X-Jurymast-Hop: ", input.hops);
  head.append(input.forwarded);
  if (input.has_body) {
    head.append("Content-Type: application/json\r\nContent-Length: ").append(std::to_string(input.body_bytes)).append("\r\n");
  }
  return head.append("\r\n");
}

}  // namespace jurymast::proxy
