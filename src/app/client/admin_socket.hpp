#pragma once
#include <string>

#include "app/client/interrupt.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace jurymast::app {

/// Where the admin listener is reached from this machine.
struct AdminPlace {
  std::string text;  ///< as configured, for messages
  std::string host;  ///< empty for a Unix socket
  std::string port;
  std::string unix_path;
  bool local = true;  ///< nothing leaves this machine
};

/// Reads `server.admin`; a listener on every address is asked over loopback. Fails with Invalid for port 0, which nobody can know.
Result<AdminPlace> admin_place(const std::string& admin);

/// A connected, non-blocking socket; the caller owns it. Fails with Unavailable where nobody accepts in time.
Result<int> connect_to(const AdminPlace& place, Clock& clock, const Patience& patience);

/// Waits for a poll event on the socket; false when the time is over, or somebody ends it.
bool wait_for(int fd, short event, Duration time, const Interrupt* interrupt = nullptr);

}  // namespace jurymast::app
