#include "control/admin_handler.hpp"

#include "crypto/digest.hpp"
#include "wire/error_text.hpp"
#include "wire/head_writer.hpp"
#include "wire/splice.hpp"

namespace jurymast::control {
namespace {

std::string problem(std::string_view type, std::string_view code, std::string_view message) {
  return wire::error_envelope({.type = type, .code = code, .message = message});
}

std::string response(int status, std::string_view content_type, std::string_view body, bool close) {
  wire::HeadWriter head = wire::HeadWriter::response(status);
  head.field("Content-Type", content_type)
      .field("Content-Length", body.size())
      .field("Cache-Control", "no-store")
      .field("X-Content-Type-Options", "nosniff");
  if (status == 401) head.field("WWW-Authenticate", "Bearer");
  if (close) head.field("Connection", "close");
  return std::move(head).finish().append(body);
}

bool is_open_path(std::string_view path) { return path == "/healthz" || path == "/readyz"; }

std::string_view path_of(const wire::RequestHead& head) { return head.target.substr(0, head.target.find('?')); }

}  // namespace

bool AdminHandler::authorized(const wire::RequestHead& head) const {
  if (!token_) return true;
  constexpr std::string_view kScheme = "bearer ";
  const std::string_view value = head.fields.value("authorization");
  if (value.size() <= kScheme.size() || !wire::same_header_name(value.substr(0, kScheme.size()), kScheme)) return false;
  return crypto::equal(crypto::sha256(value.substr(kScheme.size())), *token_);
}

std::optional<std::string> AdminHandler::on_head(http::ServerSession& /*session*/, const wire::RequestHead& head) {
  if (head.fields.find("origin")) {
    return response(403, "application/json",
                    problem("permission_error", "cross_origin", "The admin API answers no browser on another page's behalf."), true);
  }
  if (!is_open_path(path_of(head)) && !authorized(head)) {
    return response(401, "application/json",
                    problem("authentication_error", "admin_auth",
                            "The admin token is missing or wrong; send it as `Authorization: Bearer TOKEN`."),
                    true);
  }
  return std::nullopt;
}

AdminHandler::Reply AdminHandler::reload() const {
  const auto reloaded = hooks_.reload();
  if (reloaded) return {.body = fmt::format(R"({{"ok":true,"message":{}}})", wire::to_json_string(*reloaded)) + "\n"};
  return {.status = 422, .body = problem("invalid_request_error", "reload_refused", reloaded.error().message)};
}

AdminHandler::Reply AdminHandler::reply_to(const wire::RequestHead& head) const {
  const std::string_view path = path_of(head);
  const bool get = head.method == "GET";
  if (path == "/healthz" && get) return {.content_type = "text/plain", .body = "ok\n"};
  if (path == "/readyz" && get) {
    if (hooks_.ready()) return {.content_type = "text/plain", .body = "ready\n"};
    return {.status = 503, .content_type = "text/plain", .body = "draining\n"};
  }
  if (path == "/metrics" && get) {
    return {.content_type = "text/plain; version=0.0.4; charset=utf-8", .body = hooks_.metrics_text()};
  }
  if (path == "/status" && get) return {.body = hooks_.status_json()};
  if (path == "/reload" && head.method == "POST") return reload();
  return {.status = 404,
          .body = problem("invalid_request_error", "path_unknown",
                          "The admin API has GET /healthz, /readyz, /metrics, /status and POST /reload.")};
}

void AdminHandler::on_request(http::ServerSession& session, const wire::RequestHead& head, std::string_view /*body*/) {
  const Reply reply = reply_to(head);
  session.write(response(reply.status, reply.content_type, reply.body, session.will_close()));
  session.end_answer();
}

std::string AdminHandler::on_rejected(http::ServerSession& /*session*/, const wire::Rejection& rejection) {
  return response(rejection.status, "application/json", problem("invalid_request_error", "client_framing", rejection.reason), true);
}

}  // namespace jurymast::control
