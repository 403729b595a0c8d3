#include "http/listen_socket.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

namespace jurymast::http {
namespace {

constexpr int kBacklog = 4096;
constexpr std::string_view kUnixPrefix = "unix:";

struct FreeAddresses {
  void operator()(addrinfo* found) const { ::freeaddrinfo(found); }
};

struct HostAndPort {
  std::string host;
  std::string port;
};

Result<HostAndPort> split(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == address.size()) {
    return fail(Code::Invalid, "cannot listen on `{}`: give `host:port`, `[v6]:port` or `unix:/path`", address);
  }
  std::string host = address.substr(0, colon);
  if (host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  return HostAndPort{std::move(host), address.substr(colon + 1)};
}

tl::unexpected<Error> cannot_listen(const std::string& address) {
  return fail(Code::Unavailable, "cannot listen on `{}`: {}", address, std::strerror(errno));
}

int new_socket(int family) { return ::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0); }

/// True if a process still answers at that path.
bool is_served(const sockaddr_un& at) {
  const int probe = new_socket(AF_UNIX);
  if (probe < 0) return false;
  const bool served = ::connect(probe, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0 || errno == EAGAIN;
  ::close(probe);
  return served;
}

/// Where a socket is bound; of no family if that cannot be told. Zeros follow what the system filled in.
sockaddr_storage address_of(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) address.ss_family = AF_UNSPEC;
  return address;
}

std::uint16_t port_of(const sockaddr_storage& address) {
  if (address.ss_family == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
  if (address.ss_family == AF_INET6) return ntohs(reinterpret_cast<const sockaddr_in6&>(address).sin6_port);
  return 0;
}

}  // namespace

Result<ListenSocket> ListenSocket::open(const std::string& address) {
  if (address.starts_with(kUnixPrefix)) return open_unix(address);
  const auto parts = split(address);
  if (!parts) return tl::unexpected(parts.error());
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int failed = ::getaddrinfo(parts->host.c_str(), parts->port.c_str(), &wanted, &found);
  if (failed != 0) return fail(Code::Invalid, "cannot listen on `{}`: {}", address, ::gai_strerror(failed));
  const std::unique_ptr<addrinfo, FreeAddresses> owner(found);
  ListenSocket socket(new_socket(found->ai_family), {});
  const int on = 1;
  if (socket.fd_ < 0) return cannot_listen(address);
  ::setsockopt(socket.fd_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  ::setsockopt(socket.fd_, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
  if (::bind(socket.fd_, found->ai_addr, found->ai_addrlen) != 0 || ::listen(socket.fd_, kBacklog) != 0) {
    return cannot_listen(address);
  }
  return socket;
}

Result<ListenSocket> ListenSocket::open_unix(const std::string& address) {
  const std::string path = address.substr(kUnixPrefix.size());
  sockaddr_un at{};
  at.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof at.sun_path) {
    return fail(Code::Invalid, "cannot listen on `{}`: the path must have 1 to {} bytes", address, sizeof at.sun_path - 1);
  }
  std::memcpy(at.sun_path, path.data(), path.size());
  if (is_served(at)) return fail(Code::Unavailable, "cannot listen on `{}`: another process listens there", address);
  ListenSocket socket(new_socket(AF_UNIX), {});
  if (socket.fd_ < 0) return cannot_listen(address);
  ::unlink(path.c_str());
  if (::bind(socket.fd_, reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0) return cannot_listen(address);
  socket.path_ = path;
  if (::listen(socket.fd_, kBacklog) != 0) return cannot_listen(address);
  return socket;
}

Result<ListenSocket> ListenSocket::share(int fd) {
  const int flags = ::fcntl(fd, F_GETFL);
  const int shared = ::fcntl(fd, F_DUPFD_CLOEXEC, 0);
  if (shared < 0) return fail(Code::Unavailable, "cannot share the listening socket {}: {}", fd, std::strerror(errno));
  ListenSocket socket(shared, {});
  if (flags < 0 || ::fcntl(shared, F_SETFL, flags | O_NONBLOCK) != 0) {
    return fail(Code::Unavailable, "cannot make the listening socket {} non-blocking: {}", fd, std::strerror(errno));
  }
  return socket;
}

ListenSocket::~ListenSocket() {
  if (fd_ < 0) return;
  ::close(fd_);
  if (!path_.empty()) ::unlink(path_.c_str());
}

ListenSocket::ListenSocket(ListenSocket&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), path_(std::exchange(other.path_, {})) {}

bool ListenSocket::is_unix() const { return address_of(fd_).ss_family == AF_UNIX; }

std::uint16_t ListenSocket::port() const { return port_of(address_of(fd_)); }

std::string bound_address(int fd) {
  const sockaddr_storage address = address_of(fd);
  if (address.ss_family == AF_INET) return fmt::format("{}:{}", address_text(address), port_of(address));
  if (address.ss_family == AF_INET6) return fmt::format("[{}]:{}", address_text(address), port_of(address));
  const std::string_view path = reinterpret_cast<const sockaddr_un&>(address).sun_path;
  // What begins with a zero byte has a name, but no path.
  if (address.ss_family != AF_UNIX || path.empty()) return {};
  return fmt::format("{}{}", kUnixPrefix, path);
}

std::string address_text(const sockaddr_storage& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* bytes = nullptr;
  if (address.ss_family == AF_INET) bytes = &reinterpret_cast<const sockaddr_in&>(address).sin_addr;
  if (address.ss_family == AF_INET6) bytes = &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
  if (bytes == nullptr) return {};
  ::inet_ntop(address.ss_family, bytes, text.data(), text.size());
  return text.data();
}

}  // namespace jurymast::http
