#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "control/admin_access.hpp"
#include "control/admin_route.hpp"
#include "http/server_session.hpp"

namespace jurymast::control {

/// What the admin listener offers, and to whom; outlives its connections and is used on their loop alone.
struct AdminPlane {
  AdminRoutes routes;
  AdminAccess access;
  /// Told of each change that was made, and by whom, before it is answered; empty: nobody is.
  std::function<void(const AdminCaller&, const AdminEndpoint&)> changed{};
};

/// The admin API on one connection. Who may not ask for a route is refused before its body is read, as are requests that a browser sent
/// across origins.
class AdminHandler final : public http::SessionHandler {
 public:
  explicit AdminHandler(AdminPlane& plane) : plane_(plane) {}
  ~AdminHandler() override { *gone_ = true; }

  std::optional<std::string> on_head(http::ServerSession& session, const wire::RequestHead& head) override;
  void on_request(http::ServerSession& session, const wire::RequestHead& head, std::string_view body) override;
  void on_client_gone(http::ServerSession&) override { *gone_ = true; }
  void on_output_drained(http::ServerSession&) override {}
  std::string on_rejected(http::ServerSession& session, const wire::Rejection& rejection) override;

 private:
  const AdminRoute* route_for(const wire::RequestHead& head) const;
  AdminAnswer answer_on(http::ServerSession& session, const AdminRoute* route) const;

  AdminPlane& plane_;
  AdminCaller caller_;                                          ///< of the request whose head came last
  std::shared_ptr<bool> gone_ = std::make_shared<bool>(false);  ///< for answers that are given later
};

}  // namespace jurymast::control
