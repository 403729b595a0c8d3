#include "app/admin_client.hpp"

#include <memory>

#include "app/admin_socket.hpp"
#include "app/channel_call.hpp"
#include "http/tls_context.hpp"
#include "wire/head_writer.hpp"

namespace jurymast::app {
namespace {

/// Null where the listener speaks plain HTTP.
Result<std::shared_ptr<http::TlsClientContext>> tls_of(const policy::ServerSettings& server, const AdminPlace& place) {
  if (!server.admin_tls) return nullptr;
  // What stays on this machine cannot be intercepted on the way, and a certificate made for the outside does not name 127.0.0.1.
  // From elsewhere the listener's own certificate is the one authority.
  if (place.local) return http::TlsClientContext::make({.ca_file = server.admin_tls->certificate_file, .verify = false});
  return http::TlsClientContext::make({.ca_file = server.admin_tls->certificate_file, .verify = true});
}

std::string request_text(const policy::ServerSettings& server, std::string_view method, std::string_view path,
                         std::string_view body) {
  wire::HeadWriter head = wire::HeadWriter::request(method, path);
  head.field("Host", server.admin.starts_with("unix:") ? "localhost" : server.admin).field("Connection", "close");
  if (method != "GET") head.field("Content-Length", body.size());
  if (!body.empty()) head.field("Content-Type", "application/json");
  if (server.admin_token) head.field("Authorization", "Bearer " + std::string(server.admin_token->reveal()));
  return std::move(head).finish().append(body);
}

tl::unexpected<Error> in_words(const CallError& error, const AdminPlace& place) {
  switch (error.failure) {
    case CallFailure::NoTls:
      return fail(Code::Denied,
                  "{}: no TLS session: it speaks plain HTTP, or its certificate is not the one in `server.admin_tls`; ask it with curl",
                  place.text);
    case CallFailure::Late:
      return fail(Code::Exhausted, "{} accepted the connection and did not answer within {} s", place.text,
                  to_ms(kAdminTimeMax) / 1000);
    case CallFailure::Closed:
      break;
    case CallFailure::NotHttp:
      return fail(Code::Corrupt, "{} answered, but not as an admin listener does: {}", place.text, error.reason);
    case CallFailure::TooLarge:
      return fail(Code::Corrupt, "{} answered, but not as an admin listener does: it is larger than 8 MiB", place.text);
  }
  return fail(Code::Exhausted, "{} closed the connection before it had answered", place.text);
}

}  // namespace

Result<AdminAnswer> admin_request(const policy::ServerSettings& server, std::string_view method, std::string_view path,
                                  std::string_view body) {
  SystemClock clock;
  const MonotonicTime until = clock.now() + kAdminTimeMax;
  const auto place = admin_place(server.admin);
  if (!place) return tl::unexpected(place.error());
  const auto tls = tls_of(server, *place);
  if (!tls) return tl::unexpected(tls.error());
  const auto fd = connect_to(*place, clock, until);
  if (!fd) return tl::unexpected(fd.error());
  const ChannelCall request{.fd = *fd,
                            .tls = *tls,
                            .server_name = place->host.empty() ? "localhost" : place->host,
                            .text = request_text(server, method, path, body),
                            .body_bytes_max = kAdminAnswerBytesMax,
                            .until = until};
  auto answer = call(request, clock);
  if (!answer) return in_words(answer.error(), *place);
  if (!answer->whole) return in_words({CallFailure::Closed, {}}, *place);
  return AdminAnswer{answer->status, std::move(answer->body)};
}

}  // namespace jurymast::app
