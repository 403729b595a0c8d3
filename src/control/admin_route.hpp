#pragma once
#include <array>
#include <functional>
#include <string_view>
#include <vector>

#include "control/admin_reply.hpp"

namespace jurymast::control {

/// Who may ask for what: View, Operate and Approve in rising order; Report is aside, for what tells of what it saw and should see nothing.
enum class Role : unsigned char { Anyone, Report, View, Operate, Approve };
inline constexpr std::array<std::string_view, 5> kRoleNames{"anyone", "report", "view", "operate", "approve"};
constexpr std::string_view name_of(Role v) { return kRoleNames[static_cast<std::size_t>(v)]; }

/// Whether whoever has the one role may do what asks for the other. Who may look may not report: a scraper's token moves no traffic.
constexpr bool may(Role has, Role needed) {
  if (needed == Role::Report) return has == Role::Report || has >= Role::Operate;
  return has >= needed;
}

/// One request to the admin listener, as far as a route's answer depends on it. The views live until serve() returns.
struct AdminRequest {
  std::string_view rest;  ///< of the path, where the route's ends in `/*`
  std::string_view body;
  std::string_view actor;  ///< whose token it was; empty: none was needed
  Role role = Role::Anyone;
};

/// Called once, on the admin loop, at once or later.
using AdminAnswer = std::function<void(AdminReply)>;

/// One thing that can be asked of the admin listener.
struct AdminRoute {
  std::string_view method;
  std::string_view path;  ///< ends in `/*` where one more segment follows
  Role role = Role::Approve;
  std::function<void(const AdminRequest&, const AdminAnswer&)> serve;
  bool open_at_first = false;  ///< needs no token on a listener of this machine for which nobody has made one

  bool matches(std::string_view asked_path) const;
  /// Whether it may leave something else than it found.
  bool changes() const { return method != "GET"; }
};
using AdminRoutes = std::vector<AdminRoute>;

/// A route that is answered at once.
AdminRoute at_once(std::string_view method, std::string_view path, Role role,
                   std::function<AdminReply(const AdminRequest&)> answer);

/// The same route, which needs no token at first.
AdminRoute open_at_first(AdminRoute route);

/// The table as JSON: of each route its method, path and role.
std::string route_table(const AdminRoutes& routes);

}  // namespace jurymast::control
