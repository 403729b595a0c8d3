#include "app/status/status_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>

#include "app/client/admin_client.hpp"
#include "app/exit_code.hpp"
#include "app/status/status_config.hpp"
#include "app/status/status_live.hpp"
#include "app/status/status_record.hpp"
#include "app/status/status_report.hpp"
#include "app/status/status_rollouts.hpp"
#include "app/status/status_verdict.hpp"
#include "config/system_secrets.hpp"

namespace jurymast::app {
namespace {

constexpr int kOk = 200;
constexpr int kUnauthorized = 401;

/// What the gateway says of itself; fails as admin_request does, and where it does not tell.
Result<LiveStatus> ask_gateway(policy::ServerSettings server) {
  const bool no_token = server.admin_token && is_placeholder(server.admin_token->reveal());
  if (no_token) server.admin_token = nullptr;
  const auto answer = admin_request(server, "GET", "/status");
  if (!answer) return tl::unexpected(answer.error());
  if (answer->status == kUnauthorized && no_token) {
    return fail(Code::Denied, "{} wants the admin token, which `server.admin_token` names and this user cannot read", server.admin);
  }
  if (answer->status == kUnauthorized && !server.admin_token) {
    return fail(Code::Denied, "{} wants a token, and this user cannot read the one in {}/admin.token", server.admin, server.state);
  }
  if (answer->status == kUnauthorized) return fail(Code::Denied, "{} refused the admin token", server.admin);
  if (answer->status != kOk) return fail(Code::Corrupt, "{} answered with status {}", server.admin, answer->status);
  auto live = read_live(answer->body);
  if (!live) return fail(Code::Corrupt, "{}: {}", server.admin, live.error().message);
  return live;
}

/// The rollouts that the gateway runs; none where it does not tell, since the rest of the screen does not hang on them.
std::vector<RolloutFacts> ask_rollouts(policy::ServerSettings server) {
  if (server.admin_token && is_placeholder(server.admin_token->reveal())) server.admin_token = nullptr;
  const auto answer = admin_request(server, "GET", "/rollouts");
  return answer && answer->status == kOk ? read_rollouts(answer->body) : std::vector<RolloutFacts>();
}

/// The switch as the file has it, for a gateway that cannot be asked.
std::vector<std::string> kill_from_file(const std::string& state_dir) {
  const auto text = config::read_config_file(state_dir + "/kill");
  return text ? read_kill(*text) : std::vector<std::string>();
}

Gateway outcome_of(const Error& error) {
  if (error.code == Code::Unavailable) return Gateway::Down;
  return error.code == Code::Exhausted ? Gateway::Silent : Gateway::Unseen;
}

void fill_from_gateway(const policy::Snapshot& snapshot, StatusFacts& facts) {
  auto live = ask_gateway(snapshot.server);
  if (live) {
    facts.gateway = Gateway::Up;
    facts.live = std::move(live->facts);
    facts.routes = std::move(live->routes);
    facts.kill = std::move(live->kill);
    facts.rollouts = ask_rollouts(snapshot.server);
    facts.overrides = std::move(live->overrides);
    facts.alerts = std::move(live->alerts);
    facts.webhooks = std::move(live->webhooks);
    return;
  }
  facts.gateway = outcome_of(live.error());
  facts.why = live.error().message;
  facts.routes = routes_of(snapshot);
  facts.kill = kill_from_file(snapshot.server.state);
}

/// Leaves the one route alone; false where there is none of that name.
bool keep_only(const std::string& route, StatusFacts& facts) {
  if (route.empty()) return true;
  std::erase_if(facts.routes, [&](const RouteFacts& one) { return one.name != route; });
  return !facts.routes.empty();
}

std::string names_of(const StatusFacts& facts) {
  std::string names;
  for (const RouteFacts& route : facts.routes) names += (names.empty() ? "" : ", ") + route.name;
  return names;
}

}  // namespace

int run_status(const StatusOptions& options, Clock& clock, std::FILE* out) {
  // OpenSSL writes without MSG_NOSIGNAL.
  std::signal(SIGPIPE, SIG_IGN);
  const auto snapshot = read_config_for_looking(options.config);
  if (!snapshot) {
    std::fputs(snapshot.error().message.c_str(), stderr);
    return kUsage;
  }
  StatusFacts facts;
  facts.now = clock.wall_now();
  facts.state_dir = snapshot->server.state;
  fill_from_gateway(*snapshot, facts);
  const std::string known = names_of(facts);
  std::erase_if(facts.rollouts, [&](const RolloutFacts& one) { return !options.route.empty() && one.route != options.route; });
  if (!keep_only(options.route, facts)) {
    fmt::print(stderr, "jurymast status: no route is called {}; there are: {}\n", options.route, known);
    return kUsage;
  }
  facts.record = read_record(facts.state_dir, LogFold(facts.now, options.route));
  const std::string report = options.json ? status_json(facts) : status_text(facts);
  std::fwrite(report.data(), 1, report.size(), out);
  return exit_code_of(facts);
}

}  // namespace jurymast::app
