#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "app/client/admin_socket.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "http/channel.hpp"
#include "http/loop.hpp"
#include "http/tls_context.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::app {

/// A connection to one of the gateway's listeners, plain or TLS, each step of which is waited for until the time is over. The process should
/// ignore SIGPIPE.
class BlockingChannel {
 public:
  /// Connects to an address of the configuration (see admin_place), over TLS where the listener has it. Fails with Unavailable where nobody
  /// accepts in time, with Exhausted where the handshake takes too long, with Denied where TLS finds somebody else, and with Invalid where the
  /// address or the certificate's file is unfit.
  static Result<std::unique_ptr<BlockingChannel>> open(const std::string& address, const std::optional<policy::ListenerTls>& tls,
                                                       Clock& clock, MonotonicTime until);
  /// The same to any place; `tls` is null where it speaks plain HTTP. Somebody may end it before its time, which then is over.
  static Result<std::unique_ptr<BlockingChannel>> open(const AdminPlace& place, const std::shared_ptr<http::TlsClientContext>& tls,
                                                       Clock& clock, const Patience& patience);

  /// False when the time was over first. Of what cannot be sent nothing is said: whoever stopped reading may have answered already.
  bool send(std::string_view text);

  enum class Received : unsigned char { Bytes, End, Broken, Late };
  /// Reads what is there into `into`; `bytes` says how much.
  Received receive(std::span<char> into, std::size_t& bytes);

 private:
  BlockingChannel(std::unique_ptr<http::Loop> loop, int fd, const Patience& patience);
  Result<void> shake_hands(const std::string& address);
  bool wait(short event);

  std::unique_ptr<http::Loop> loop_;  ///< never run: every step is tried at once and waited for with poll
  int fd_;
  Patience patience_;
  std::unique_ptr<http::Channel> channel_;
};

}  // namespace jurymast::app
