#include "app/web_request.hpp"

#include "app/admin_socket.hpp"
#include "app/channel_call.hpp"
#include "base/units.hpp"
#include "config/address.hpp"
#include "wire/head_writer.hpp"

namespace jurymast::app {
namespace {

std::string text_of(const WebPlace& place, const HttpRequest& request) {
  wire::HeadWriter head = wire::HeadWriter::request(request.method, request.path);
  head.field("Host", place.origin.authority()).field("Connection", "close").field("Accept-Encoding", "identity");
  for (const HttpField& field : request.fields) head.field(field.name, field.value);
  if (request.method != "GET") head.field("Content-Length", request.body.size());
  return std::move(head).finish() + request.body;
}

tl::unexpected<Error> in_words(const CallError& error, const std::string& who, const WebLimits& limits) {
  switch (error.failure) {
    case CallFailure::NoTls:
      return fail(Code::Denied, "{}: no TLS session: it speaks none, or its certificate is not accepted", who);
    case CallFailure::Late:
      return fail(Code::Unavailable, "{} did not answer within {}", who, to_text(limits.time_max));
    case CallFailure::Closed:
      break;
    case CallFailure::NotHttp:
      return fail(Code::Corrupt, "{}: {}", who, error.reason);
    case CallFailure::TooLarge:
      return fail(Code::Exhausted, "{}: the answer is larger than {}", who, size_to_text(limits.body_bytes_max));
  }
  return fail(Code::Unavailable, "{} closed the connection before it had answered", who);
}

}  // namespace

Result<WebAddress> parse_web_address(std::string_view url) {
  const std::size_t scheme = url.find("://");
  const std::size_t slash = scheme == std::string_view::npos ? scheme : url.find('/', scheme + 3);
  auto origin = config::parse_base_url(url.substr(0, slash));
  if (!origin) return tl::unexpected(origin.error());
  const std::string_view path = slash == std::string_view::npos ? std::string_view("/") : url.substr(slash);
  return WebAddress{{.origin = std::move(*origin)}, std::string(path)};
}

Result<HttpAnswer> web_request(const WebPlace& place, const HttpRequest& request, const WebLimits& limits, Clock& clock) {
  const MonotonicTime until = clock.now() + limits.time_max;
  const std::string who = place.origin.authority();
  std::shared_ptr<http::TlsClientContext> tls;
  if (place.origin.tls) {
    auto made = http::TlsClientContext::make({.ca_file = place.ca_file, .verify = place.verify});
    if (!made) return tl::unexpected(made.error());
    tls = std::move(*made);
  }
  const auto fd = connect_to({who, place.origin.host, std::to_string(place.origin.port), {}, false}, clock, until);
  if (!fd) return fail(Code::Unavailable, "{}", fd.error().message);
  const ChannelCall channel_call{.fd = *fd,
                                 .tls = std::move(tls),
                                 .server_name = place.origin.host,
                                 .text = text_of(place, request),
                                 .body_bytes_max = limits.body_bytes_max,
                                 .until = until};
  auto answer = call(channel_call, clock);
  if (!answer) return in_words(answer.error(), who, limits);
  if (!answer->whole) return fail(Code::Corrupt, "{} closed the connection in the middle of its answer", who);
  return std::move(*answer);
}

}  // namespace jurymast::app
