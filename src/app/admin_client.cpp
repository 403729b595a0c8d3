#include "app/admin_client.hpp"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <optional>

#include "app/admin_socket.hpp"
#include "http/channel.hpp"
#include "http/loop.hpp"
#include "http/tls_context.hpp"
#include "wire/chunked.hpp"
#include "wire/head_writer.hpp"
#include "wire/http_head.hpp"

namespace jurymast::app {
namespace {

constexpr std::size_t kReadBytes = std::size_t{64} << 10;

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

tl::unexpected<Error> no_http(const AdminPlace& place, std::string_view why) {
  return fail(Code::Corrupt, "{} answered, but not as an admin listener does: {}", place.text, why);
}

std::optional<std::string> unchunked(std::string_view received, bool& rejected) {
  wire::ChunkedReader reader;
  std::string body;
  while (reader.state() == wire::ParseState::NeedMore && !received.empty()) {
    const auto piece = reader.read(received);
    body += piece.data;
    received.remove_prefix(piece.consumed);
    if (piece.consumed == 0) break;
  }
  rejected = reader.state() == wire::ParseState::Rejected;
  if (reader.state() != wire::ParseState::Done) return std::nullopt;
  return body;
}

/// The answer once it is whole; nothing as long as more must come.
Result<std::optional<AdminAnswer>> answer_in(std::string_view received, bool ended, const AdminPlace& place) {
  wire::ResponseHeadReader reader;
  wire::ResponseHead head;
  const wire::ParseState state = reader.read(received, head);
  if (state == wire::ParseState::Rejected) return no_http(place, reader.rejection().reason);
  if (state == wire::ParseState::NeedMore) return std::nullopt;
  const std::string_view body = received.substr(head.head_bytes);
  if (head.framing == wire::BodyFraming::Chunked) {
    bool rejected = false;
    auto whole = unchunked(body, rejected);
    if (rejected) return no_http(place, "its chunks cannot be read");
    if (!whole) return std::nullopt;
    return AdminAnswer{head.status, std::move(*whole)};
  }
  const bool by_length = head.framing == wire::BodyFraming::Length;
  if (by_length && body.size() < head.content_length) return std::nullopt;
  if (head.framing == wire::BodyFraming::UntilClose && !ended) return std::nullopt;
  return AdminAnswer{head.status, std::string(by_length ? body.substr(0, head.content_length) : body)};
}

/// One request on one connection, each step waited for until the time is over.
class AdminCall {
 public:
  AdminCall(http::Channel& channel, int fd, const AdminPlace& place, MonotonicTime until)
      : channel_(channel), fd_(fd), place_(place), until_(until) {}

  Result<void> shake_hands() {
    while (true) {
      const http::IoState state = channel_.handshake_now().state;
      if (state == http::IoState::Ok) return {};
      if (state != http::IoState::WouldBlock) {
        return fail(
            Code::Denied,
            "{}: no TLS session: it speaks plain HTTP, or its certificate is not the one in `server.admin_tls`; ask it with curl",
            place_.text);
      }
      if (!wait(channel_.handshake_wants_write() ? POLLOUT : POLLIN)) return late();
    }
  }

  Result<void> send(std::string_view text) {
    while (!text.empty()) {
      const std::array<std::string_view, 1> pieces{text};
      const http::IoResult sent = channel_.write_now(pieces);
      text.remove_prefix(sent.bytes);
      if (sent.state == http::IoState::End || sent.state == http::IoState::Error) return closed();
      if (sent.state == http::IoState::WouldBlock && !wait(POLLOUT)) return late();
    }
    return {};
  }

  Result<AdminAnswer> receive() {
    std::string received;
    std::array<char, kReadBytes> buffer;
    while (received.size() <= kAdminAnswerBytesMax) {
      const http::IoResult got = channel_.read_now(buffer);
      received.append(buffer.data(), got.bytes);
      const bool ended = got.state == http::IoState::End;
      auto answer = answer_in(received, ended, place_);
      if (!answer) return tl::unexpected(answer.error());
      if (*answer) return std::move(**answer);
      if (ended || got.state == http::IoState::Error) return closed();
      if (got.state == http::IoState::WouldBlock && !wait(POLLIN)) return late();
    }
    return no_http(place_, "it is larger than 8 MiB");
  }

 private:
  bool wait(short event) { return wait_for(fd_, event, until_ - channel_.loop().now()); }
  tl::unexpected<Error> late() const {
    return fail(Code::Exhausted, "{} accepted the connection and did not answer within {} s", place_.text,
                to_ms(kAdminTimeMax) / 1000);
  }
  tl::unexpected<Error> closed() const {
    return fail(Code::Exhausted, "{} closed the connection before it had answered", place_.text);
  }

  http::Channel& channel_;
  int fd_;
  const AdminPlace& place_;
  MonotonicTime until_;
};

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
  // The loop is never run: every step is tried at once and waited for with poll.
  http::Loop loop(clock);
  http::Channel channel(loop, *fd,
                        *tls ? (*tls)->new_session(place->host.empty() ? "localhost" : place->host) : nullptr);
  AdminCall call(channel, *fd, *place, until);
  const auto ready = call.shake_hands().and_then([&] { return call.send(request_text(server, method, path, body)); });
  if (!ready) return tl::unexpected(ready.error());
  return call.receive();
}

}  // namespace jurymast::app
