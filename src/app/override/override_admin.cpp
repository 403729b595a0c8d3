#include "app/override/override_admin.hpp"

#include <nlohmann/json.hpp>

#include "app/admin/admin_endpoints.hpp"
#include "app/override/override_json.hpp"
#include "app/override/override_reply.hpp"

namespace jurymast::app {
namespace {

using control::AdminAnswer;
using control::AdminReply;
using control::AdminRequest;
using record::OverrideAction;

bool is_once(OverrideAction action) { return action == OverrideAction::RetryNow || action == OverrideAction::ClearSuspension; }

/// A request whose action is one that is asked for there.
Result<OverrideRequest> read_change(const AdminRequest& request, bool about_target) {
  auto read = read_override_request(request.body);
  if (!read) return read;
  if (!read->action_said) return fail(Code::Invalid, "`action` is missing");
  if (read->ask.action == OverrideAction::Kill) return fail(Code::Invalid, "the kill switch has an address of its own: POST /kill");
  if (about_target && !is_once(read->ask.action)) return fail(Code::Invalid, "`action` is neither retry_now nor clear_suspension");
  if (!about_target && is_once(read->ask.action)) {
    return fail(Code::Invalid, "{} has an address of its own: POST /targets/NAME", name_of(read->ask.action));
  }
  if (auto settled = settle_persons(request, read->ask); !settled) return tl::unexpected(settled.error());
  return read;
}

}  // namespace

control::AdminRoutes OverrideAdmin::routes() {
  return {control::at_once(admin_endpoint("GET", "/overrides"),
                           [this](const AdminRequest&) { return AdminReply{.body = R"({"overrides":)" + standing() + "}\n"}; }),
          {admin_endpoint("POST", "/overrides"),
           [this](const AdminRequest& request, const AdminAnswer& answer) { set(request, answer); }},
          {admin_endpoint("POST", "/overrides/clear"),
           [this](const AdminRequest& request, const AdminAnswer& answer) { clear(request, answer); }},
          {admin_endpoint("POST", "/targets/*"),
           [this](const AdminRequest& request, const AdminAnswer& answer) { act_on_target(request, answer); }}};
}

std::string OverrideAdmin::standing() const {
  std::string list = "[";
  for (const record::OverrideRecord& one : parts_.keeper.book().standing()) {
    list += (list.size() > 1 ? "," : "") + override_json(one, parts_.now());
  }
  return parts_.masked(list + "]");
}

void OverrideAdmin::set(const AdminRequest& request, const AdminAnswer& answer) {
  const auto read = read_change(request, false);
  if (!read) return answer(refused(read.error()));
  take([ask = read->ask](const auto& book, const auto& surroundings) { return book.ask(ask, surroundings); }, read->dry_run,
       answer);
}

void OverrideAdmin::clear(const AdminRequest& request, const AdminAnswer& answer) {
  const auto read = read_change(request, false);
  if (!read) return answer(refused(read.error()));
  take([end = read->end()](const auto& book, const auto& surroundings) { return book.end(end, surroundings); }, read->dry_run,
       answer);
}

void OverrideAdmin::act_on_target(const AdminRequest& request, const AdminAnswer& answer) {
  auto read = read_change(request, true);
  if (!read) return answer(refused(read.error()));
  read->ask.target = request.rest;
  if (read->ask.action == OverrideAction::RetryNow) read->ask.route = evidence::kEveryRoute;
  take([ask = read->ask](const auto& book, const auto& surroundings) { return book.ask(ask, surroundings); }, read->dry_run,
       answer);
}

void OverrideAdmin::take(const OverrideKeeper::Asked& asked, bool dry_run, const AdminAnswer& answer) {
  if (dry_run) {
    const auto step = asked(parts_.keeper.book(), parts_.surroundings());
    return answer(step ? reply_of({*step, false, {}}, true) : refused(step.error()));
  }
  parts_.keeper.take(asked, [this, answer](const Result<OverrideSettled>& settled) {
    answer(settled ? reply_of(*settled, false) : refused(settled.error()));
  });
}

AdminReply OverrideAdmin::reply_of(const OverrideSettled& settled, bool dry_run) const {
  nlohmann::ordered_json json{{"event", name_of(settled.step.event)},
                              {"override", nlohmann::ordered_json::parse(override_json(settled.step, parts_.now()))},
                              {"in_force", settled.in_force},
                              {"durable", settled.in_force && settled.not_durable.empty()}};
  if (!settled.not_durable.empty()) json["not_durable"] = settled.not_durable;
  if (const std::string undo = undo_of(settled.step); !undo.empty()) json["undo"] = undo;
  if (dry_run) json["dry_run"] = true;
  return {.body = parts_.masked(json.dump()) + "\n"};
}

}  // namespace jurymast::app
