#pragma once
#include <array>
#include <functional>
#include <string_view>
#include <vector>

#include "control/admin_reply.hpp"

namespace jurymast::control {

/// Who may ask for what, in rising order: each may do what those before it may.
enum class Role : unsigned char { Anyone, View, Operate, Approve };
inline constexpr std::array<std::string_view, 4> kRoleNames{"anyone", "view", "operate", "approve"};
constexpr std::string_view name_of(Role v) { return kRoleNames[static_cast<std::size_t>(v)]; }

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

  bool matches(std::string_view asked_path) const;
};
using AdminRoutes = std::vector<AdminRoute>;

/// A route that is answered at once.
AdminRoute at_once(std::string_view method, std::string_view path, Role role,
                   std::function<AdminReply(const AdminRequest&)> answer);

}  // namespace jurymast::control
