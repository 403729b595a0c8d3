#include "app/kill/kill_desk.hpp"

#include <nlohmann/json.hpp>

#include "app/admin/admin_endpoints.hpp"
#include "app/gate/snapshot_questions.hpp"
#include "app/override/override_reply.hpp"

namespace jurymast::app {
namespace {

using control::AdminReply;
using control::AdminRequest;
using record::OverrideEvent;

constexpr const char* kUnnamed = "unnamed";

AdminReply reply_of(const KillTurned& turned, bool dry_run) {
  nlohmann::ordered_json json{{"kill", turned.routes}, {"durable", turned.not_written.empty()}};
  if (!turned.not_written.empty()) json["not_durable"] = turned.not_written;
  if (dry_run) json["dry_run"] = true;
  return {.body = json.dump() + "\n"};
}

}  // namespace

control::AdminRoutes KillDesk::routes() {
  return {control::at_once(admin_endpoint("POST", "/kill"), [this](const AdminRequest& request) { return set(request); }),
          control::at_once(admin_endpoint("POST", "/kill/clear"), [this](const AdminRequest& request) { return clear(request); })};
}

Result<OverrideRequest> KillDesk::read(const AdminRequest& request) const {
  auto read = read_override_request(request.body);
  if (!read) return read;
  if (read->ask.route.empty()) return fail(Code::Invalid, "`route` is missing; name one, or `all`");
  if (read->ask.route != evidence::kEveryRoute && !route_named(parts_.snapshot(), read->ask.route)) {
    return fail(Code::NotFound, "there is no route {}; `jurymast check --explain` lists them", read->ask.route);
  }
  if (auto settled = settle_persons(request, read->ask); !settled) return tl::unexpected(settled.error());
  if (read->ask.author.empty()) read->ask.author = kUnnamed;
  return read;
}

AdminReply KillDesk::set(const AdminRequest& request) {
  const auto read = this->read(request);
  if (!read) return refused(read.error());
  KillTurned turned{parts_.shared.kill.routes(), {}};
  turned.routes.insert(read->ask.route);
  if (!read->dry_run) {
    turned = keeper_.set(read->ask.route);
    tell(OverrideEvent::Set, read->ask, turned);
  }
  return reply_of(turned, read->dry_run);
}

AdminReply KillDesk::clear(const AdminRequest& request) {
  const auto read = this->read(request);
  if (!read) return refused(read.error());
  KillTurned left{parts_.shared.kill.routes(), {}};
  if (read->dry_run && left.routes.erase(read->ask.route) > 0) return reply_of(left, true);
  auto cleared = keeper_.clear(read->ask.route);
  if (!cleared) return refused(cleared.error());
  tell(OverrideEvent::Cleared, read->ask, *cleared);
  return reply_of(*cleared, false);
}

void KillDesk::set_by_signal() {
  evidence::OverrideAsk ask;
  ask.route = evidence::kEveryRoute;
  ask.author = "signal";
  tell(OverrideEvent::Set, ask, keeper_.set(ask.route));
}

void KillDesk::look() {
  const std::set<std::string> before = parts_.shared.kill.routes();
  const auto now = keeper_.look(parts_.loop.now());
  if (!now) return;
  evidence::OverrideAsk ask;
  ask.author = "file";
  for (const std::string& name : *now) {
    ask.route = name;
    if (!before.contains(name)) tell(OverrideEvent::Set, ask, {*now, {}});
  }
  for (const std::string& name : before) {
    ask.route = name;
    if (!now->contains(name)) tell(OverrideEvent::Cleared, ask, {*now, {}});
  }
}

void KillDesk::tell(OverrideEvent event, const evidence::OverrideAsk& ask, const KillTurned& turned) {
  record::OverrideRecord record;
  record.at = parts_.loop.wall_now();
  record.id = parts_.next_id();
  record.config = parts_.snapshot().version;
  record.event = event;
  record.action = record::OverrideAction::Kill;
  record.route = ask.route;
  record.author = ask.author;
  record.reason = ask.reason;
  record.ticket = ask.ticket;
  parts_.shared.journal.append(parts_.masked(record::render(record)));
  parts_.turned(turned);
}

}  // namespace jurymast::app
