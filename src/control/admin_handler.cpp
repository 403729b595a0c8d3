#include "control/admin_handler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "wire/head_writer.hpp"

namespace jurymast::control {
namespace {

std::string response(const AdminReply& reply, bool close) {
  wire::HeadWriter head = wire::HeadWriter::response(reply.status);
  head.field("Content-Type", reply.content_type)
      .field("Content-Length", reply.body.size())
      .field("Cache-Control", "no-store")
      .field("X-Content-Type-Options", "nosniff");
  if (reply.status == 401) head.field("WWW-Authenticate", "Bearer");
  if (reply.retry_after_s) head.field("Retry-After", *reply.retry_after_s);
  if (close) head.field("Connection", "close");
  return std::move(head).finish().append(reply.body);
}

std::string_view path_of(const wire::RequestHead& head) { return head.target.substr(0, head.target.find('?')); }

/// `GET /status, POST /reload, …`
std::string list_of(const AdminRoutes& routes) {
  std::string list;
  for (const AdminRoute& route : routes) {
    list.append(list.empty() ? "" : ", ").append(route.method).append(" ").append(route.path);
  }
  return list;
}

}  // namespace

const AdminRoute* AdminHandler::route_for(const wire::RequestHead& head) const {
  const auto found = std::find_if(plane_.routes.begin(), plane_.routes.end(), [&](const AdminRoute& route) {
    return route.method == head.method && route.matches(path_of(head));
  });
  return found == plane_.routes.end() ? nullptr : &*found;
}

std::optional<std::string> AdminHandler::on_head(http::ServerSession& /*session*/, const wire::RequestHead& head) {
  if (head.fields.find("origin")) {
    return response(problem(403, "cross_origin", "The admin API answers no browser on another page's behalf."), true);
  }
  caller_ = plane_.access.caller(head.fields.value("authorization"));
  const AdminRoute* const route = route_for(head);
  // Who may ask for nothing is not told either what there is.
  const Role needed = route ? route->role : Role::View;
  if (caller_.role >= needed) return std::nullopt;
  if (caller_.role == Role::Anyone) {
    return response(problem(401, "admin_auth", "The admin token is missing or wrong; send it as `Authorization: Bearer TOKEN`."),
                    true);
  }
  return response(
      problem(403, "admin_role",
              fmt::format("This needs a token with the role {}; yours has {}.", name_of(needed), name_of(caller_.role))),
      true);
}

/// The answer may come later; meanwhile the loop goes on.
void AdminHandler::on_request(http::ServerSession& session, const wire::RequestHead& head, std::string_view body) {
  const AdminAnswer answer = [kept = session.shared_from_this(), gone = gone_](const AdminReply& reply) {
    if (*gone) return;
    kept->write(response(reply, kept->will_close()));
    kept->end_answer();
  };
  const AdminRoute* const route = route_for(head);
  if (!route) return answer(problem(404, "path_unknown", fmt::format("The admin API has {}.", list_of(plane_.routes))));
  const bool has_rest = route->path.ends_with('*');
  const AdminRequest request{.rest = has_rest ? path_of(head).substr(route->path.size() - 1) : std::string_view(),
                             .body = body,
                             .actor = caller_.name,
                             .role = caller_.role};
  route->serve(request, answer);
}

std::string AdminHandler::on_rejected(http::ServerSession& /*session*/, const wire::Rejection& rejection) {
  return response(problem(rejection.status, "client_framing", rejection.reason), true);
}

}  // namespace jurymast::control
