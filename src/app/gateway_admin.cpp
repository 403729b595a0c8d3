// What a running gateway offers on its admin listener.
#include "app/gateway.hpp"
#include "crypto/digest.hpp"
#include "wire/splice.hpp"

namespace jurymast::app {
namespace {

using control::AdminReply;
using control::AdminRequest;
using control::at_once;
using control::Role;

http::SessionLimits admin_limits() {
  return {.body_bytes_max = 64 * limits::kKiB,
          .head_timeout = limits::kHeadReadTimeout,
          .keep_alive_timeout = limits::kClientKeepAliveTimeMax,
          .body_rate_floor_bytes_per_second = limits::kBodyRateFloorBytesPerSecond,
          .body_rate_grace = limits::kBodyRateGrace};
}

AdminReply plain(int status, std::string_view text) {
  return {.status = status, .content_type = "text/plain", .body = std::string(text)};
}

AdminReply told(const Result<std::string>& reloaded) {
  if (reloaded) return {.body = fmt::format(R"({{"ok":true,"message":{}}})", wire::to_json_string(*reloaded)) + "\n"};
  return control::problem(422, "reload_refused", reloaded.error().message);
}

}  // namespace

control::AdminRoutes Gateway::admin_routes() {
  probe_admin_.emplace(ProbeAdmin::Parts{.shared = *shared_,
                                         .loop = admin_loop_,
                                         .snapshot = [this]() -> const policy::Snapshot& { return *live_->policy; },
                                         .evidence_changed =
                                             [this](const record::ProbeRecord& probe) {
                                               evidence_.take(probe);
                                               adopt_standings();
                                             },
                                         .probe_operation = [this](OperationId id) { return probe_operation(id); }});
  override_admin_.emplace(OverrideAdmin::Parts{.keeper = *overrides_,
                                               .now = [this] { return clock_.wall_now(); },
                                               .masked = [this](const std::string& text) { return masked(text); },
                                               .surroundings = [this] { return override_surroundings(); }});
  control::AdminRoutes routes{
      at_once("GET", "/healthz", Role::Anyone, [](const AdminRequest&) { return plain(200, "ok\n"); }),
      at_once("GET", "/readyz", Role::Anyone,
              [this](const AdminRequest&) {
                return drain_until_ == MonotonicTime::never() ? plain(200, "ready\n") : plain(503, "draining\n");
              }),
      at_once("GET", "/metrics", Role::View,
              [this](const AdminRequest&) {
                return AdminReply{.content_type = "text/plain; version=0.0.4; charset=utf-8", .body = metrics_text()};
              }),
      at_once("GET", "/status", Role::View, [this](const AdminRequest&) { return AdminReply{.body = status_json()}; }),
      at_once("POST", "/reload", Role::Operate, [this](const AdminRequest&) { return told(reload()); })};
  for (control::AdminRoutes part : {probe_admin_->routes(), override_admin_->routes(), kill_desk_->routes()}) {
    std::move(part.begin(), part.end(), std::back_inserter(routes));
  }
  return routes;
}

Result<void> Gateway::open_admin() {
  const policy::ServerSettings& server = live_->policy->server;
  const auto tls = watched_tls(server.admin_tls);
  if (!tls) return tl::unexpected(tls.error());
  admin_plane_.routes = admin_routes();
  if (server.admin_token) admin_plane_.access = control::AdminAccess(crypto::sha256(server.admin_token->reveal()));
  auto listener = http::Listener::open(
      admin_loop_, {.address = server.admin,
                    .limits = admin_limits(),
                    .tls = *tls,
                    .ledger = std::make_shared<http::ConnectionLedger>(server.connections_max, server.connections_per_address_max),
                    .make_handler = [this] { return std::make_unique<control::AdminHandler>(admin_plane_); },
                    .shared_fd = sockets_.admin});
  if (!listener) return tl::unexpected(listener.error());
  admin_ = std::move(*listener);
  return {};
}

}  // namespace jurymast::app
