#include "app/serve/inherited_sockets.hpp"

#include <fcntl.h>
#include <sys/socket.h>

#include <array>
#include <charconv>
#include <cstdlib>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "config/address.hpp"
#include "http/listen_socket.hpp"

namespace jurymast::app {
namespace {

constexpr const char* kPid = "LISTEN_PID";
constexpr const char* kCount = "LISTEN_FDS";
constexpr const char* kNames = "LISTEN_FDNAMES";

/// The variable's value, which is gone from the environment then.
std::optional<std::string> take_variable(const char* name) {
  const char* const value = std::getenv(name);
  if (value == nullptr) return std::nullopt;
  std::string kept = value;
  ::unsetenv(name);
  return kept;
}

Result<std::size_t> number_in(const char* name, const std::string& text) {
  std::size_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec == std::errc() && read.ptr == text.data() + text.size()) return number;
  return fail(Code::Invalid, "{}=\"{}\" is no number; the service manager sets it, so leave it alone or unset it", name, text);
}

std::vector<std::string> split_names(std::string_view text) {
  std::vector<std::string> names;
  for (std::size_t colon = text.find(':'); colon != std::string_view::npos; colon = text.find(':')) {
    names.emplace_back(text.substr(0, colon));
    text.remove_prefix(colon + 1);
  }
  names.emplace_back(text);
  return names;
}

/// One of the two listeners, and what the configuration says of it.
struct Place {
  std::string_view name;
  const std::string& address;
  int InheritedSockets::* socket;
};

bool is_listening(int fd) {
  const auto option = [fd](int name) {
    int value = -1;
    socklen_t size = sizeof value;
    return ::getsockopt(fd, SOL_SOCKET, name, &value, &size) == 0 ? value : -1;
  };
  return option(SO_TYPE) == SOCK_STREAM && option(SO_ACCEPTCONN) == 1;
}

/// Whether a socket that is bound there may take the place of one that the configuration would bind; its port 0 stands for any.
bool is_same_address(const std::string& configured, const std::string& bound) {
  if (configured == bound) return true;
  const auto wanted = config::parse_listen(configured);
  const auto found = config::parse_listen(bound);
  if (!wanted || !found || wanted->unix_socket || found->unix_socket) return false;
  const bool local = wanted->host == "localhost" && (found->host == "127.0.0.1" || found->host == "::1");
  return (local || wanted->host == found->host) && (wanted->port == 0 || wanted->port == found->port);
}

const Place* place_of(std::span<const Place> places, std::string_view name, const std::string& bound) {
  for (const Place& place : places) {
    if (place.name == name) return &place;
  }
  for (const Place& place : places) {
    // Port 0 would be the address of anything.
    if (!place.address.ends_with(":0") && is_same_address(place.address, bound)) return &place;
  }
  return nullptr;
}

/// The socket for this place, in a descriptor that no child inherits.
Result<void> take(int fd, const std::string& bound, const Place& place, InheritedSockets& sockets) {
  if (!is_same_address(place.address, bound)) {
    return fail(Code::Invalid,
                "the socket passed on as `{}` is bound to `{}`, and server.{} is `{}`; make ListenStream= and the setting the same",
                place.name, bound, place.name, place.address);
  }
  if (sockets.*place.socket >= 0) {
    return fail(Code::Invalid, "two of the sockets passed on are for server.{}; keep one ListenStream= for it", place.name);
  }
  ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  sockets.*place.socket = fd;
  return {};
}

}  // namespace

Result<SocketOffer> take_socket_offer(pid_t self) {
  const auto pid_text = take_variable(kPid);
  const auto count_text = take_variable(kCount);
  const auto names_text = take_variable(kNames);
  if (!pid_text || !count_text) return SocketOffer{};
  const auto pid = number_in(kPid, *pid_text);
  if (!pid) return tl::unexpected(pid.error());
  if (*pid != static_cast<std::size_t>(self)) return SocketOffer{};
  const auto count = number_in(kCount, *count_text);
  if (!count) return tl::unexpected(count.error());
  if (*count > kInheritedSocketsMax) {
    return fail(Code::Invalid, "{} sockets were passed on and there is use for {}: one for server.listen and one for server.admin",
                *count, kInheritedSocketsMax);
  }
  SocketOffer offer{.count = *count, .names = names_text ? split_names(*names_text) : std::vector<std::string>(*count)};
  if (offer.names.size() == offer.count) return offer;
  return fail(Code::Invalid, "{}=\"{}\" names {} sockets and {} says {}; the service manager sets both, so leave them alone",
              kNames, *names_text, offer.names.size(), kCount, offer.count);
}

Result<InheritedSockets> match_sockets(const SocketOffer& offer, int first, const policy::ServerSettings& server) {
  const std::array<Place, kInheritedSocketsMax> places{
      {{"listen", server.listen, &InheritedSockets::listen}, {"admin", server.admin, &InheritedSockets::admin}}};
  InheritedSockets sockets;
  for (std::size_t i = 0; i < offer.count; ++i) {
    const int fd = first + static_cast<int>(i);
    if (!is_listening(fd)) {
      return fail(Code::Invalid,
                  "descriptor {}, passed on as socket `{}`, is no listening stream socket; give it a ListenStream=", fd,
                  offer.names[i]);
    }
    const std::string bound = http::bound_address(fd);
    const Place* const place = place_of(places, offer.names[i], bound);
    if (place == nullptr) {
      return fail(Code::Invalid,
                  "the socket passed on as `{}` is bound to `{}`, which is neither server.listen (`{}`) nor server.admin (`{}`); "
                  "make the addresses the same, or name it with FileDescriptorName=listen or admin",
                  offer.names[i], bound, server.listen, server.admin);
    }
    if (auto taken = take(fd, bound, *place, sockets); !taken) return tl::unexpected(taken.error());
  }
  return sockets;
}

}  // namespace jurymast::app
