#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "control/admin_endpoint.hpp"
#include "control/admin_reply.hpp"
#include "crypto/digest.hpp"
#include "http/server_session.hpp"

namespace jurymast::control {

/// One request to the admin listener, as far as a route's answer depends on it. The views live until serve() returns.
struct AdminRequest {
  std::string_view rest;  ///< of the path, where the route's ends in `/*`
  std::string_view body;
  std::string_view actor;  ///< whose token it was; empty: none was needed
  Role role = Role::Anyone;
  std::string_view query{};  ///< behind `?`
};

/// SHA-256 of a token; absent where there is none.
using TokenDigest = std::optional<crypto::Digest>;

/// Called once, on the admin loop, at once or later.
using AdminAnswer = std::function<void(AdminReply)>;

/// Somebody who asks for an answer that goes on.
struct AdminFollower {
  http::ServerSession& session;
  std::shared_ptr<bool> gone;  ///< true once nobody listens any more
  TokenDigest token;
  std::optional<std::uint64_t> last_seen{};  ///< of `Last-Event-ID`; nothing: none that is a number
};

/// An endpoint and what answers there.
struct AdminRoute {
  AdminEndpoint endpoint;
  std::function<void(const AdminRequest&, const AdminAnswer&)> serve;
  /// Instead of `serve`, where the answer goes on: it writes to the session itself, or gives the refusal.
  std::function<std::optional<AdminReply>(const AdminFollower&)> follow{};
};
using AdminRoutes = std::vector<AdminRoute>;

/// A route that is answered at once.
AdminRoute at_once(AdminEndpoint endpoint, std::function<AdminReply(const AdminRequest&)> answer);

/// The table as JSON: of each route its method, path, role and what it is for.
std::string route_table(const AdminRoutes& routes);

}  // namespace jurymast::control
