#include "control/admin_handler.hpp"

#include "crypto/digest.hpp"
#include "wire/head_writer.hpp"
#include "wire/splice.hpp"

namespace jurymast::control {
namespace {

constexpr std::string_view kOperations = "/operations/";

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
    return response(problem(403, "cross_origin", "The admin API answers no browser on another page's behalf."), true);
  }
  if (!is_open_path(path_of(head)) && !authorized(head)) {
    return response(problem(401, "admin_auth", "The admin token is missing or wrong; send it as `Authorization: Bearer TOKEN`."),
                    true);
  }
  return std::nullopt;
}

AdminReply AdminHandler::reload() const {
  const auto reloaded = hooks_.reload();
  if (reloaded) return {.body = fmt::format(R"({{"ok":true,"message":{}}})", wire::to_json_string(*reloaded)) + "\n"};
  return problem(422, "reload_refused", reloaded.error().message);
}

AdminReply AdminHandler::give_ticket(std::string_view body) const {
  const auto ask = read_probe_ask(body);
  if (!ask) return problem(422, "probe_refused", ask.error().message);
  return hooks_.give_ticket(*ask);
}

AdminReply AdminHandler::probe_operation(std::string_view id) const {
  const auto operation = OperationId::parse(id);
  const auto record = operation ? hooks_.probe_operation(*operation) : std::nullopt;
  if (record) return {.body = *record + "\n"};
  return problem(404, "operation_unknown",
                 "This process holds no finished probe of that id; it holds the last 256. `jurymast log show ID` reads the log.");
}

/// Answered when the record is on the disk; meanwhile the loop goes on.
void AdminHandler::take_record(http::ServerSession& session, std::string_view body) const {
  const auto answer = [kept = session.shared_from_this(), gone = gone_](const AdminReply& reply) {
    if (*gone) return;
    kept->write(response(reply, kept->will_close()));
    kept->end_answer();
  };
  const auto offered = read_offered_record(body);
  if (!offered) return answer(problem(422, "record_refused", offered.error().message));
  hooks_.write_record(*offered, answer);
}

AdminReply AdminHandler::reply_to(const wire::RequestHead& head, std::string_view body) const {
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
  if (path == "/probes" && head.method == "POST") return give_ticket(body);
  if (path.starts_with(kOperations) && get) return probe_operation(path.substr(kOperations.size()));
  return problem(404, "path_unknown",
                 "The admin API has GET /healthz, /readyz, /metrics, /status, /operations/ID and POST /reload, /probes, /records.");
}

void AdminHandler::on_request(http::ServerSession& session, const wire::RequestHead& head, std::string_view body) {
  if (path_of(head) == "/records" && head.method == "POST") return take_record(session, body);
  const AdminReply reply = reply_to(head, body);
  session.write(response(reply, session.will_close()));
  session.end_answer();
}

std::string AdminHandler::on_rejected(http::ServerSession& /*session*/, const wire::Rejection& rejection) {
  return response(problem(rejection.status, "client_framing", rejection.reason), true);
}

}  // namespace jurymast::control
