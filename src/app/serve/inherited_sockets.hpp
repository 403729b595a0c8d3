#pragma once
#include <sys/types.h>

#include <string>
#include <vector>

#include "base/result.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::app {

/// One socket each, for `server.listen` and `server.admin`.
inline constexpr std::size_t kInheritedSocketsMax = 2;
/// The descriptor of the first socket that a service manager passes on; the others follow it.
inline constexpr int kInheritedSocketFirst = 3;

/// Listening sockets that a service manager opened for this process and keeps open over its restarts; below 0: none, we bind our own.
struct InheritedSockets {
  int listen = -1;
  int admin = -1;
};

/// What the environment says of passed sockets: how many, and what the manager calls each ("" where it does not say).
struct SocketOffer {
  std::size_t count = 0;
  std::vector<std::string> names;
};

/// Reads LISTEN_PID, LISTEN_FDS and LISTEN_FDNAMES and takes them out of the environment, so that no child takes them for its own. An offer
/// to another process is none. Fails where the three do not make sense.
Result<SocketOffer> take_socket_offer(pid_t self);

/// Finds out which listener each offered socket is for: the one it is named after (`listen`, `admin`), else the one whose address it is
/// bound to. Fails for a socket that is for neither, or is bound elsewhere than the configuration says.
Result<InheritedSockets> match_sockets(const SocketOffer& offer, int first, const policy::ServerSettings& server);

}  // namespace jurymast::app
