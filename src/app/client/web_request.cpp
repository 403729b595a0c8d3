#include "app/client/web_request.hpp"

#include "app/client/admin_socket.hpp"
#include "app/client/blocking_channel.hpp"
#include "config/address.hpp"

namespace jurymast::app {
Result<WebAddress> parse_web_address(std::string_view url) {
  const std::size_t scheme = url.find("://");
  const std::size_t slash = scheme == std::string_view::npos ? scheme : url.find('/', scheme + 3);
  auto origin = config::parse_base_url(url.substr(0, slash));
  if (!origin) return tl::unexpected(origin.error());
  const std::string_view path = slash == std::string_view::npos ? std::string_view("/") : url.substr(slash);
  return WebAddress{{.origin = std::move(*origin)}, std::string(path)};
}

Result<HttpAnswer> web_request(const WebPlace& place, const HttpRequest& request, const WebLimits& limits, Clock& clock) {
  const Patience patience(clock.now() + limits.time_max, limits.interrupt);
  const std::string who = place.origin.authority();
  std::shared_ptr<http::TlsClientContext> tls;
  if (place.origin.tls) {
    auto made = http::TlsClientContext::make({.ca_file = place.ca_file, .verify = place.verify});
    if (!made) return tl::unexpected(made.error());
    tls = std::move(*made);
  }
  const AdminPlace at{who, place.origin.host, std::to_string(place.origin.port), {}, false};
  const auto channel = BlockingChannel::open(at, tls, clock, patience);
  if (!channel && channel.error().code == Code::Exhausted) return fail(Code::Unavailable, "{}", channel.error().message);
  if (!channel) return tl::unexpected(channel.error());
  HttpRequest asked = request;
  asked.fields.insert(asked.fields.begin(), {"Accept-Encoding", "identity"});
  return http_exchange(**channel, who, asked, limits.body_bytes_max);
}

Result<HttpAnswer> whole_web_request(const WebPlace& place, const HttpRequest& request, const WebLimits& limits, Clock& clock) {
  auto answer = web_request(place, request, limits, clock);
  if (answer && !answer->whole)
    return fail(Code::Corrupt, "{} closed the connection in the middle of its answer", place.origin.authority());
  return answer;
}

}  // namespace jurymast::app
