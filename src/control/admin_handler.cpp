#include "control/admin_handler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "wire/head_writer.hpp"

namespace jurymast::control {
namespace {

constexpr int kFirstFailure = 400;

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

std::string_view query_of(const wire::RequestHead& head) {
  const std::size_t mark = head.target.find('?');
  return mark == std::string_view::npos ? std::string_view() : std::string_view(head.target).substr(mark + 1);
}

std::optional<std::uint64_t> number_in(std::string_view text) {
  std::uint64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
  return whole ? std::optional(number) : std::nullopt;
}

/// `GET /status, POST /reload, …`
std::string list_of(const AdminRoutes& routes) {
  std::string list;
  for (const AdminRoute& route : routes) {
    list.append(list.empty() ? "" : ", ").append(route.endpoint.method).append(" ").append(route.endpoint.path);
  }
  return list;
}

}  // namespace

const AdminRoute* AdminHandler::route_for(const wire::RequestHead& head) const {
  const auto found = std::find_if(plane_.routes.begin(), plane_.routes.end(), [&](const AdminRoute& route) {
    return route.endpoint.method == head.method && route.endpoint.matches(path_of(head));
  });
  return found == plane_.routes.end() ? nullptr : &*found;
}

std::optional<std::string> AdminHandler::on_head(http::ServerSession& session, const wire::RequestHead& head) {
  const AdminRoute* const route = route_for(head);
  // Who may ask for nothing is not told either what there is.
  const AdminQuestion question{.authorization = head.fields.value("authorization"),
                               .host = head.fields.value("host"),
                               .fetch_site = head.fields.value("sec-fetch-site"),
                               .has_origin = head.fields.find("origin") != nullptr,
                               .address = session.peer_address(),
                               .needed = route ? route->endpoint.role : Role::View,
                               .open_at_first = route && route->endpoint.open_at_first};
  auto admitted = plane_.access.admit(question, {session.loop().wall_now(), session.loop().now()});
  if (!admitted) return response(admitted.error(), true);
  caller_ = std::move(*admitted);
  return std::nullopt;
}

/// The answer may come later; meanwhile the loop goes on. What was changed is told also where the client did not wait for it.
AdminAnswer AdminHandler::answer_on(http::ServerSession& session, const AdminRoute* route) const {
  return [kept = session.shared_from_this(), gone = gone_, &plane = plane_, caller = caller_, route](const AdminReply& reply) {
    if (route && route->endpoint.changes() && reply.status < kFirstFailure && plane.changed) plane.changed(caller, route->endpoint);
    if (*gone) return;
    kept->write(response(reply, kept->will_close()));
    kept->end_answer();
  };
}

void AdminHandler::on_request(http::ServerSession& session, const wire::RequestHead& head, std::string_view body) {
  const AdminRoute* const route = route_for(head);
  const AdminAnswer answer = answer_on(session, route);
  if (!route) return answer(problem(404, "path_unknown", fmt::format("The admin API has {}.", list_of(plane_.routes))));
  if (route->follow) {
    const AdminFollower follower{session, gone_, caller_.token, number_in(head.fields.value("last-event-id"))};
    if (const auto refused = route->follow(follower)) answer(*refused);
    return;
  }
  const std::string_view path = route->endpoint.path;
  const AdminRequest request{.rest = path.ends_with('*') ? path_of(head).substr(path.size() - 1) : std::string_view(),
                             .body = body,
                             .actor = caller_.name,
                             .role = caller_.role,
                             .query = query_of(head)};
  route->serve(request, answer);
}

std::string AdminHandler::on_rejected(http::ServerSession& /*session*/, const wire::Rejection& rejection) {
  return response(problem(rejection.status, "client_framing", rejection.reason), true);
}

}  // namespace jurymast::control
