#include "app/channel_call.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

#include "app/admin_socket.hpp"
#include "app/answer_assembler.hpp"
#include "http/channel.hpp"
#include "http/loop.hpp"

namespace jurymast::app {
namespace {

constexpr std::size_t kReadBytes = std::size_t{64} << 10;

using Step = tl::expected<void, CallError>;

tl::unexpected<CallError> failed(CallFailure failure, std::string reason = {}) {
  return tl::unexpected(CallError{failure, std::move(reason)});
}

/// A channel whose every step is tried at once, and waited for until the time is over.
class Conversation {
 public:
  Conversation(http::Channel& channel, int fd, MonotonicTime until) : channel_(channel), fd_(fd), until_(until) {}

  Step shake_hands() {
    while (true) {
      const http::IoState state = channel_.handshake_now().state;
      if (state == http::IoState::Ok) return {};
      if (state != http::IoState::WouldBlock) return failed(CallFailure::NoTls);
      if (!wait(channel_.handshake_wants_write() ? POLLOUT : POLLIN)) return failed(CallFailure::Late);
    }
  }

  Step send(std::string_view text) {
    while (!text.empty()) {
      const std::array<std::string_view, 1> pieces{text};
      const http::IoResult sent = channel_.write_now(pieces);
      text.remove_prefix(sent.bytes);
      if (sent.state == http::IoState::End || sent.state == http::IoState::Error) return failed(CallFailure::Closed);
      if (sent.state == http::IoState::WouldBlock && !wait(POLLOUT)) return failed(CallFailure::Late);
    }
    return {};
  }

  tl::expected<HttpAnswer, CallError> receive(std::size_t body_bytes_max) {
    AnswerAssembler assembler(body_bytes_max);
    std::array<char, kReadBytes> buffer;
    while (true) {
      const http::IoResult got = channel_.read_now(buffer);
      if (got.bytes > 0) {
        const auto whole = assembler.take({buffer.data(), got.bytes});
        if (!whole && whole.error().code == Code::Exhausted) return failed(CallFailure::TooLarge);
        if (!whole) return failed(CallFailure::NotHttp, whole.error().message);
        if (*whole) return std::move(assembler).finish(false);
      }
      if (got.state == http::IoState::End || got.state == http::IoState::Error) {
        if (!assembler.head_done()) return failed(CallFailure::Closed);
        return std::move(assembler).finish(got.state == http::IoState::End);
      }
      if (got.state == http::IoState::WouldBlock && !wait(POLLIN)) return failed(CallFailure::Late);
    }
  }

 private:
  bool wait(short event) { return wait_for(fd_, event, until_ - channel_.loop().now()); }

  http::Channel& channel_;
  int fd_;
  MonotonicTime until_;
};

/// The address family of a socket, which asio asks for.
int family_of(int fd) {
  int family = AF_INET;
  socklen_t size = sizeof family;
  return ::getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &family, &size) == 0 ? family : AF_INET;
}

}  // namespace

tl::expected<HttpAnswer, CallError> call(const ChannelCall& call, Clock& clock) {
  // The loop is never run: every step is tried at once and waited for with poll.
  http::Loop loop(clock);
  http::Channel::Socket socket(loop.context());
  boost::system::error_code refused;
  socket.assign(http::Channel::Socket::protocol_type(family_of(call.fd), 0), call.fd, refused);
  if (refused) {
    ::close(call.fd);
    return failed(CallFailure::Closed);
  }
  http::Channel channel(loop, std::move(socket), call.tls ? call.tls->new_session(call.server_name) : nullptr);
  Conversation conversation(channel, call.fd, call.until);
  const Step ready = conversation.shake_hands().and_then([&] { return conversation.send(call.text); });
  if (!ready) return tl::unexpected(ready.error());
  return conversation.receive(call.body_bytes_max);
}

}  // namespace jurymast::app
