#pragma once
#include <sys/socket.h>

#include <cstdint>
#include <string>

#include "base/result.hpp"

namespace jurymast::http {

/// A listening, non-blocking socket that is closed with its owner, and with it the path of a Unix socket that was opened here.
class ListenSocket {
 public:
  /// Binds `host:port`, `[v6]:port` or `unix:/path` and listens; fails with the address and the system's reason.
  static Result<ListenSocket> open(const std::string& address);
  /// Shares a listening socket that somebody else opened and keeps: what waits in its queue is there for whoever accepts next.
  static Result<ListenSocket> share(int fd);
  ~ListenSocket();
  ListenSocket(ListenSocket&& other) noexcept;
  ListenSocket& operator=(ListenSocket&&) = delete;

  int fd() const { return fd_; }
  bool is_unix() const;
  std::uint16_t port() const;

 private:
  explicit ListenSocket(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}
  static Result<ListenSocket> open_unix(const std::string& address);
  int fd_;
  std::string path_;
};

/// Where a socket is bound, as a configuration writes it: `host:port`, `[v6]:port`, `unix:/path`; empty for what is no such socket.
std::string bound_address(int fd);

/// The peer's address as text, without its port; empty for a Unix socket.
std::string address_text(const sockaddr_storage& address);

}  // namespace jurymast::http
