#pragma once
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::app {

/// What the admin listener answered.
struct AdminAnswer {
  int status = 0;
  std::string body;
};

/// What an error says to a person; the whole body where it is no error of the admin API.
std::string message_in(const AdminAnswer& answer);

/// From the first packet to the last byte of the answer.
inline constexpr Duration kAdminTimeMax = std::chrono::seconds(2);

/// One blocking request to the admin listener of `server`, with its token or else that of the state directory, on a connection of its own. Fails with Unavailable where
/// nothing listens, with Exhausted where it is not answered in time, with Denied where TLS finds somebody else, with Corrupt where the answer is no HTTP,
/// and with Invalid where the settings do not say whom to ask. The process should ignore SIGPIPE.
Result<AdminAnswer> admin_request(const policy::ServerSettings& server, std::string_view method, std::string_view path,
                                  std::string_view body = {});

}  // namespace jurymast::app
