#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "socket.hpp"
#include "tls.hpp"

namespace jurymast::bench {

/// A connection, plain or TLS, that never blocks. What its socket does not take at once is kept for when it is writable, and bounded: a
/// peer that does not read is an error.
class Stream {
 public:
  /// Takes a connected socket; without a session the connection is plain.
  explicit Stream(Descriptor socket, TlsSession session = nullptr);

  int fd() const { return socket_.fd(); }
  /// How many bytes came; zero: the peer has closed; nothing: none are there yet. Fails where the connection does.
  Result<std::optional<std::size_t>> receive(std::span<char> into);
  /// True where bytes have come that no readiness of the socket will tell of.
  bool holds_received() const;
  /// Fails if the peer is gone, or leaves more than the bound unread.
  Result<void> send(std::string_view bytes);
  Result<void> flush();
  bool has_unsent() const { return !unsent_.empty(); }

 private:
  Result<std::size_t> write(std::string_view bytes);

  Descriptor socket_;
  TlsSession session_;  ///< goes before its socket
  std::string unsent_;
};

}  // namespace jurymast::bench
