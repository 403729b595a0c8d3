#include "support/raw_peer.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace jurymast::test {
namespace {

constexpr int kPollSliceMs = 20;

timeval as_timeval(std::chrono::milliseconds time) { return {time.count() / 1000, (time.count() % 1000) * 1000}; }

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

std::uint16_t bound_port(int fd) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

/// The value of a header in a raw head, or empty.
std::string header_value(const std::string& head, std::string name) {
  std::string lower = head;
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  name = "\r\n" + name + ":";
  const std::size_t found = lower.find(name);
  if (found == std::string::npos) return {};
  const std::size_t begin = lower.find_first_not_of(' ', found + name.size());
  return lower.substr(begin, lower.find("\r\n", begin) - begin);
}

}  // namespace

RawConnection::RawConnection(int fd) : fd_(fd) {
  const timeval patience = as_timeval(kPeerPatience);
  ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

RawConnection::~RawConnection() { close(); }

RawConnection::RawConnection(RawConnection&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), received_(std::move(other.received_)) {}

RawConnection RawConnection::to(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(port);
  RawConnection connection(fd);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) connection.close();
  return connection;
}

RawConnection RawConnection::to_unix(const std::string& path) {
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), std::min(path.size(), sizeof address.sun_path - 1));
  RawConnection connection(fd);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) connection.close();
  return connection;
}

bool RawConnection::send(std::string_view text) {
  while (!text.empty()) {
    const ssize_t sent = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool RawConnection::receive_more() {
  std::array<char, 65536> bytes;
  const ssize_t received = ::recv(fd_, bytes.data(), bytes.size(), 0);
  if (received <= 0) return false;
  received_.append(bytes.data(), static_cast<std::size_t>(received));
  return true;
}

std::string RawConnection::take(std::size_t count) {
  std::string taken = received_.substr(0, count);
  received_.erase(0, count);
  return taken;
}

std::string RawConnection::read_until(std::string_view end) {
  for (;;) {
    const std::size_t found = received_.find(end);
    if (found != std::string::npos) return take(found + end.size());
    if (!receive_more()) return take(received_.size());
  }
}

std::string RawConnection::read_bytes(std::size_t count) {
  while (received_.size() < count && receive_more()) {
  }
  return take(count);
}

std::string RawConnection::read_all() {
  while (receive_more()) {
  }
  return take(received_.size());
}

RawResponse RawConnection::read_response() {
  RawResponse response;
  response.head = read_until("\r\n\r\n");
  if (!response.head.ends_with("\r\n\r\n")) return response;
  response.status = std::atoi(response.head.substr(9, 3).c_str());
  if (header_value(response.head, "transfer-encoding") != "chunked") {
    const auto length = static_cast<std::size_t>(std::atoll(header_value(response.head, "content-length").c_str()));
    response.body = read_bytes(length);
    response.whole = response.body.size() == length;
    return response;
  }
  for (;;) {
    const std::string line = read_until("\r\n");
    if (!line.ends_with("\r\n")) return response;
    const auto size = static_cast<std::size_t>(std::strtoull(line.c_str(), nullptr, 16));
    const std::string chunk = read_bytes(size + 2);
    if (chunk.size() != size + 2) return response;
    response.body.append(chunk, 0, size);
    response.whole = size == 0;
    if (response.whole) return response;
  }
}

std::string RawConnection::read_request() {
  const std::string head = read_until("\r\n\r\n");
  return head + read_bytes(static_cast<std::size_t>(std::atoll(header_value(head, "content-length").c_str())));
}

bool RawConnection::ends_within(std::chrono::milliseconds time) {
  const auto until = std::chrono::steady_clock::now() + time;
  pollfd wanted{fd_, POLLIN, 0};
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    if (left.count() < 0 || ::poll(&wanted, 1, static_cast<int>(left.count())) <= 0) return false;
    if (!receive_more()) return true;
    received_.clear();
  }
}

bool RawConnection::is_silent_for(std::chrono::milliseconds time) {
  pollfd wanted{fd_, POLLIN, 0};
  return received_.empty() && ::poll(&wanted, 1, static_cast<int>(time.count())) == 0;
}

void RawConnection::shutdown_send() { ::shutdown(fd_, SHUT_WR); }

void RawConnection::set_receive_buffer(int bytes) { ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes); }

void RawConnection::reset() {
  const linger at_once{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close();
}

void RawConnection::close() {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

RawServer::RawServer(Script script) : script_(std::move(script)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const sockaddr_in address = loopback(0);
  ::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  ::listen(listener_, 128);
  port_ = bound_port(listener_);
  acceptor_ = std::thread([this] { serve(); });
}

RawServer::~RawServer() {
  stopping_ = true;
  acceptor_.join();
  for (std::thread& script : scripts_) script.join();
  ::close(listener_);
}

void RawServer::serve() {
  while (!stopping_) {
    pollfd wanted{listener_, POLLIN, 0};
    if (::poll(&wanted, 1, kPollSliceMs) <= 0) continue;
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) continue;
    scripts_.emplace_back([this, fd, index = accepted_++] {
      RawConnection connection(fd);
      script_(connection, index);
    });
  }
}

std::uint16_t unused_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(0);
  ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  const std::uint16_t port = bound_port(fd);
  ::close(fd);
  return port;
}

}  // namespace jurymast::test
