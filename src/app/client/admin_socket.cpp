#include "app/client/admin_socket.hpp"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include "config/address.hpp"

namespace jurymast::app {
namespace {

constexpr std::string_view kUnixPrefix = "unix:";

struct FreeAddresses {
  void operator()(addrinfo* found) const { ::freeaddrinfo(found); }
};

/// What one attempt to connect came to.
struct Dialed {
  int fd = -1;
  int error = 0;
};

/// Zero once the pending connection stands, else the reason why it does not.
int finish_connect(int fd, Duration time, const Interrupt* interrupt) {
  if (!wait_for(fd, POLLOUT, time, interrupt)) return ETIMEDOUT;
  int error = 0;
  socklen_t size = sizeof error;
  return ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

/// An address of any family.
struct SocketAddress {
  const sockaddr* address;
  socklen_t size;
};

Dialed dial(SocketAddress to, Duration time, const Interrupt* interrupt) {
  const int fd = ::socket(to.address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return {-1, errno};
  int error = ::connect(fd, to.address, to.size) == 0 ? 0 : errno;
  if (error == EINPROGRESS) error = finish_connect(fd, time, interrupt);
  if (error == 0) return {fd, 0};
  ::close(fd);
  return {-1, error};
}

tl::unexpected<Error> not_connected(const AdminPlace& place, int error) {
  if (error == ECONNREFUSED) return fail(Code::Unavailable, "{} refused the connection", place.text);
  if (error == ENOENT) return fail(Code::Unavailable, "{} does not exist", place.text);
  if (error == ETIMEDOUT || error == EAGAIN) return fail(Code::Unavailable, "{} accepted no connection in time", place.text);
  if (error == EACCES) return fail(Code::Denied, "{} may not be opened by this user", place.text);
  return fail(Code::Unavailable, "{} cannot be reached: {}", place.text, std::strerror(error));
}

Result<int> connect_unix(const AdminPlace& place, Duration time, const Interrupt* interrupt) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (place.unix_path.size() >= sizeof address.sun_path) {
    return fail(Code::Invalid, "{}: a Unix socket's path has at most {} bytes", place.text, sizeof address.sun_path - 1);
  }
  std::memcpy(address.sun_path, place.unix_path.data(), place.unix_path.size());
  const Dialed dialed = dial({reinterpret_cast<const sockaddr*>(&address), sizeof address}, time, interrupt);
  if (dialed.fd < 0) return not_connected(place, dialed.error);
  return dialed.fd;
}

}  // namespace

bool wait_for(int fd, short event, Duration time, const Interrupt* interrupt) {
  const std::int64_t time_ms = to_ms(time);
  if (time_ms <= 0) return false;
  // A negative descriptor is left out by poll.
  std::array<pollfd, 2> waited{{{fd, event, 0}, {interrupt == nullptr ? -1 : interrupt->descriptor(), POLLIN, 0}}};
  return ::poll(waited.data(), waited.size(), static_cast<int>(time_ms)) > 0 && waited[1].revents == 0;
}

Result<AdminPlace> admin_place(const std::string& admin) {
  if (admin.starts_with(kUnixPrefix)) return AdminPlace{admin, {}, {}, admin.substr(kUnixPrefix.size()), true};
  const auto listen = config::parse_listen(admin);
  if (!listen) return tl::unexpected(listen.error());
  if (listen->port == 0) {
    return fail(Code::Invalid, "{} takes another port at each start: give it a fixed one in the configuration to be asked there",
                admin);
  }
  AdminPlace place{admin, listen->host, std::to_string(listen->port), {}, listen->is_local()};
  const bool every_v4 = place.host == "0.0.0.0";
  if (!every_v4 && place.host != "::") return place;
  place.host = every_v4 ? "127.0.0.1" : "::1";
  place.local = true;
  return place;
}

Result<int> connect_to(const AdminPlace& place, Clock& clock, const Patience& patience) {
  if (!place.unix_path.empty()) return connect_unix(place, patience.until - clock.now(), patience.interrupt);
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int failed = ::getaddrinfo(place.host.c_str(), place.port.c_str(), &wanted, &found);
  if (failed != 0) return fail(Code::Invalid, "{}: {}", place.text, ::gai_strerror(failed));
  const std::unique_ptr<addrinfo, FreeAddresses> owner(found);
  Dialed dialed;
  for (const addrinfo* one = found; one != nullptr && dialed.fd < 0 && !patience.interrupted(); one = one->ai_next) {
    dialed = dial({one->ai_addr, one->ai_addrlen}, patience.until - clock.now(), patience.interrupt);
  }
  if (dialed.fd < 0) return not_connected(place, dialed.error);
  return dialed.fd;
}

}  // namespace jurymast::app
