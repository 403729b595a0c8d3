// What a running gateway offers on its admin listener.
#include "app/admin/admin_endpoints.hpp"
#include "app/minutes/minute_admin.hpp"
#include "app/serve/gateway.hpp"
#include "base/assert.hpp"
#include "config/address.hpp"
#include "crypto/digest.hpp"
#include "record/audit.hpp"
#include "store/checkpoint_file.hpp"
#include "store/token_file.hpp"
#include "wire/splice.hpp"

namespace jurymast::app {
namespace {

using control::AdminReply;
using control::AdminRequest;
using control::at_once;

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

/// The listener as its callers see it.
control::AdminAccess::Listener listener_at(const std::string& address) {
  const auto listen = config::parse_listen(address);
  if (!listen) return {};
  control::AdminAccess::Listener listener{.hosts = {"localhost"}, .local = listen->is_local()};
  if (listen->is_local()) listener.hosts.insert(listener.hosts.end(), {"127.0.0.1", "::1"});
  if (!listen->host.empty()) listener.hosts.push_back(listen->host);
  listener.every_address = listen->host == "0.0.0.0" || listen->host == "::";
  return listener;
}

AdminReply told(const Result<std::string>& reloaded) {
  if (reloaded) return {.body = fmt::format(R"({{"ok":true,"message":{}}})", wire::to_json_string(*reloaded)) + "\n"};
  return control::problem(422, "reload_refused", reloaded.error().message);
}

/// The log's newest signed checkpoint, for whoever keeps copies elsewhere.
AdminReply checkpoint_in(const std::string& state_directory) {
  const auto note = store::read_checkpoint_file(state_directory);
  if (!note) return control::problem(503, "checkpoint_unreadable", note.error().message);
  if (!*note)
    return control::problem(404, "checkpoint_missing",
                            "The log has no signed checkpoint yet; the first comes after a minute or a thousand lines.");
  return plain(200, **note);
}

}  // namespace

void Gateway::open_desks() {
  probe_admin_.emplace(ProbeAdmin::Parts{.shared = *shared_,
                                         .loop = admin_loop_,
                                         .snapshot = [this]() -> const policy::Snapshot& { return *live_->policy; },
                                         .evidence_changed =
                                             [this](const record::ProbeRecord& probe) {
                                               evidence_.take(probe);
                                               adopt_standings();
                                             },
                                         .probe_operation = [this](OperationId id) { return probe_operation(id); }});
  rollout_admin_.emplace(
      *rollouts_, [this]() -> const policy::Snapshot& { return *live_->policy; }, [this] { return overrides_->book().standing(); });
  const auto new_id = [this] { return next_id(); };
  alert_intake_.emplace(AlertIntake::Parts{.loop = admin_loop_, .journal = *journal_, .new_id = new_id});
  feedback_ = std::make_unique<FeedbackDesk>(FeedbackDesk::Parts{.loop = admin_loop_,
                                                                 .journal = *journal_,
                                                                 .state_directory = live_->policy->server.state,
                                                                 .new_id = new_id,
                                                                 .told = [this](const record::FeedbackRecord& feedback) {
                                                                   log_.info("feedback",
                                                                             {{"route", telemetry::Identifier{feedback.route}},
                                                                              {"target", telemetry::Identifier{feedback.target}}});
                                                                 }});
  override_admin_.emplace(OverrideAdmin::Parts{.keeper = *overrides_,
                                               .now = [this] { return clock_.wall_now(); },
                                               .masked = [this](const std::string& text) { return masked(text); },
                                               .surroundings = [this] { return override_surroundings(); }});
}

control::AdminRoutes Gateway::admin_routes() {
  control::AdminRoutes routes{
      at_once(admin_endpoint("GET", "/healthz"), [](const AdminRequest&) { return plain(200, "ok\n"); }),
      at_once(admin_endpoint("GET", "/readyz"),
              [this](const AdminRequest&) {
                return drain_until_ == MonotonicTime::never() ? plain(200, "ready\n") : plain(503, "draining\n");
              }),
      at_once(admin_endpoint("GET", "/"),
              [this](const AdminRequest&) { return AdminReply{.body = route_table(admin_plane_.routes)}; }),
      at_once(admin_endpoint("GET", "/openapi.json"),
              [](const AdminRequest&) { return AdminReply{.body = control::openapi_document(admin_endpoints())}; }),
      at_once(admin_endpoint("GET", "/metrics"),
              [this](const AdminRequest&) {
                return AdminReply{.content_type = std::string(admin_endpoint("GET", "/metrics").content_type),
                                  .body = metrics_text()};
              }),
      at_once(admin_endpoint("GET", "/status"), [this](const AdminRequest&) { return AdminReply{.body = status_json()}; }),
      {admin_endpoint("GET", "/events"), {}, [this](const control::AdminFollower& follower) { return events_.attach(follower); }},
      at_once(admin_endpoint("GET", "/checkpoint"),
              [this](const AdminRequest&) { return checkpoint_in(live_->policy->server.state); }),
      at_once(admin_endpoint("POST", "/reload"), [this](const AdminRequest& request) { return told(reload(request.actor)); })};
  for (control::AdminRoutes part :
       {probe_admin_->routes(), rollout_admin_->routes(), feedback_->routes(), alert_intake_->routes(), override_admin_->routes(),
        kill_desk_->routes(), minute_routes([this] { return minutes_.get(); }, [this] { return clock_.wall_now(); })}) {
    std::move(part.begin(), part.end(), std::back_inserter(routes));
  }
  // What is described is there; that there is nothing else, admin_endpoint() sees to.
  JURYMAST_ASSERT(routes.size() == admin_endpoints().size());
  return routes;
}

void Gateway::adopt_access() {
  const policy::ServerSettings& server = live_->policy->server;
  const bool configured = server.admin_token != nullptr;
  admin_plane_.access.set_configured(configured ? control::TokenDigest(crypto::sha256(server.admin_token->reveal()))
                                                : std::nullopt);
  admin_plane_.access.set_more_hosts(server.admin_hosts);
}

void Gateway::adopt_tokens() {
  auto tokens = token_watch_->look();
  if (!tokens) return;
  if (!*tokens) {
    log_.error("tokens_not_read", {{"reason", telemetry::Reason{tokens->error()}}});
    return admin_plane_.access.set_made(std::nullopt);
  }
  log_.info("tokens_read", {{"count", (*tokens)->size()}});
  admin_plane_.access.set_made(std::move(**tokens));
}

void Gateway::record_change(const control::AdminCaller& caller, const control::AdminEndpoint& endpoint) {
  record::AuditRecord record;
  record.at = clock_.wall_now();
  record.id = OperationId::make(record.at, random_);
  record.person = caller.name;
  record.role = name_of(caller.role);
  record.method = endpoint.method;
  record.path = endpoint.path;
  journal_->append(render(record));
}

Result<void> Gateway::open_admin() {
  const policy::ServerSettings& server = live_->policy->server;
  const auto tls = watched_tls(server.admin_tls);
  if (!tls) return tl::unexpected(tls.error());
  admin_plane_.access = control::AdminAccess(listener_at(server.admin));
  const auto local_token = store::load_or_create_local_token(server.state);
  // The commands of this machine want it; traffic does not.
  if (!local_token) log_.error("local_token_not_made", {{"reason", telemetry::Reason{local_token.error()}}});
  if (local_token) admin_plane_.access.set_local(crypto::sha256(local_token->reveal()));
  token_watch_.emplace(server.state);
  adopt_access();
  adopt_tokens();
  open_desks();
  admin_plane_.routes = admin_routes();
  admin_plane_.changed = [this](const control::AdminCaller& caller, const control::AdminEndpoint& endpoint) {
    record_change(caller, endpoint);
  };
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
