#include "app/client/blocking_channel.hpp"

#include <poll.h>

#include <array>
#include <utility>

namespace jurymast::app {
namespace {

/// Null where the listener speaks plain HTTP.
Result<std::shared_ptr<http::TlsClientContext>> context_of(const std::optional<policy::ListenerTls>& tls, bool local) {
  if (!tls) return nullptr;
  // What stays on this machine cannot be intercepted on the way, and a certificate made for the outside does not name 127.0.0.1.
  // From elsewhere the listener's own certificate is the one authority.
  return http::TlsClientContext::make({.ca_file = tls->certificate_file, .verify = !local});
}

}  // namespace

BlockingChannel::BlockingChannel(std::unique_ptr<http::Loop> loop, int fd, const Patience& patience)
    : loop_(std::move(loop)), fd_(fd), patience_(patience) {}

Result<std::unique_ptr<BlockingChannel>> BlockingChannel::open(const std::string& address,
                                                               const std::optional<policy::ListenerTls>& tls, Clock& clock,
                                                               MonotonicTime until) {
  const auto place = admin_place(address);
  if (!place) return tl::unexpected(place.error());
  const auto context = context_of(tls, place->local);
  if (!context) return tl::unexpected(context.error());
  return open(*place, *context, clock, until);
}

Result<std::unique_ptr<BlockingChannel>> BlockingChannel::open(const AdminPlace& place,
                                                               const std::shared_ptr<http::TlsClientContext>& tls, Clock& clock,
                                                               const Patience& patience) {
  const auto fd = connect_to(place, clock, patience);
  if (!fd) return tl::unexpected(fd.error());
  auto opened = std::unique_ptr<BlockingChannel>(new BlockingChannel(std::make_unique<http::Loop>(clock), *fd, patience));
  const std::string name = place.host.empty() ? "localhost" : place.host;
  opened->channel_ = std::make_unique<http::Channel>(*opened->loop_, *fd, tls ? tls->new_session(name) : nullptr);
  if (const auto ready = opened->shake_hands(place.text); !ready) return tl::unexpected(ready.error());
  return opened;
}

bool BlockingChannel::wait(short event) { return wait_for(fd_, event, patience_.until - loop_->now(), patience_.interrupt); }

Result<void> BlockingChannel::shake_hands(const std::string& address) {
  while (true) {
    const http::IoState state = channel_->handshake_now().state;
    if (state == http::IoState::Ok) return {};
    if (state != http::IoState::WouldBlock) {
      return fail(Code::Denied,
                  "{}: no TLS session: it speaks plain HTTP, or its certificate is not one that is trusted here; ask it with curl",
                  address);
    }
    if (!wait(channel_->handshake_wants_write() ? POLLOUT : POLLIN)) {
      return fail(Code::Exhausted, "{} accepted the connection and did not answer in time", address);
    }
  }
}

bool BlockingChannel::send(std::string_view text) {
  while (!text.empty()) {
    const std::array<std::string_view, 1> pieces{text};
    const http::IoResult sent = channel_->write_now(pieces);
    text.remove_prefix(sent.bytes);
    if (sent.state == http::IoState::End || sent.state == http::IoState::Error) return true;
    if (sent.state == http::IoState::WouldBlock && !wait(POLLOUT)) return false;
  }
  return true;
}

BlockingChannel::Received BlockingChannel::receive(std::span<char> into, std::size_t& bytes) {
  while (true) {
    const http::IoResult got = channel_->read_now(into);
    bytes = got.bytes;
    if (got.bytes > 0) return Received::Bytes;
    if (got.state == http::IoState::End) return Received::End;
    if (got.state == http::IoState::Error) return Received::Broken;
    if (got.state == http::IoState::WouldBlock && !wait(POLLIN)) return Received::Late;
  }
}

}  // namespace jurymast::app
