// What the admin API takes and gives for rollouts.
#include "app/admin/admin_endpoints.hpp"
#include "base/failure_class.hpp"
#include "base/family.hpp"
#include "evidence/primary_watch.hpp"
#include "record/rollout.hpp"

namespace jurymast::app {
namespace {

using control::a_figure;
using control::a_flag;
using control::a_number;
using control::a_text;
using control::a_time;
using control::a_whole;
using control::AdminEndpoints;
using control::an_id;
using control::ApiMembers;
using control::ApiType;
using control::list_of;
using control::object_of;
using control::open_object_of;
using control::optional;
using control::or_null;
using control::Role;
using control::words_of;

constexpr std::array<std::string_view, 8> kOrderNames{"plan",   "start",     "advance", "hold",
                                                      "resume", "roll_back", "restore", "close"};

ApiMembers primary_members() {
  return {{"target", a_text()},
          {"health", words_of(evidence::kPrimaryHealthNames)},
          {"class", or_null(words_of(kFailureClassNames)), "the class that stands out; null: none"},
          {"usual", or_null(a_number()), "its share of failures in the last 24 hours outside incidents; null: not known"},
          {"since", or_null(a_time())},
          {"operations", a_whole()},
          {"failures", a_whole()}};
}

ApiType primary_of_route() {
  ApiMembers members = primary_members();
  members.insert(members.begin(), {"route", a_text()});
  return object_of(std::move(members));
}

ApiType tests() {
  return list_of(object_of({{"name", a_text()},
                            {"e", a_figure(), "its e-value"},
                            {"threshold", a_figure()},
                            {"needed", or_null(a_whole()), "operations without a failure until it decides; null: not known"}}));
}

ApiType operations_of_an_arm() { return object_of({{"operations", a_whole()}, {"failures", a_whole()}}); }

ApiType plan() {
  return object_of({{"id", an_id()},
                    {"purpose", words_of(record::kRolloutPurposeNames)},
                    {"family", words_of(kFamilyNames)},
                    {"stages_ppm", list_of(a_whole()), "shares of eligible requests, in millionths"},
                    {"low_risk_until_ppm", a_whole()},
                    {"manual", a_flag()},
                    {"expires_at", or_null(a_time()), "when what a manual plan moved goes back by itself; null: not by itself"},
                    {"failing_signal", a_text(), "the class of failure that it answers; empty: not said"},
                    {"since_seq", a_whole(), "the log's line after which it counts"},
                    {"rollback_owner", a_text()},
                    {"stop_condition", a_text()},
                    {"ticket", a_text()}});
}

/// Where it stands.
ApiMembers position_members() {
  return {{"route", a_text()},
          {"target", a_text()},
          {"state", words_of(record::kRolloutStateNames)},
          {"running", a_flag()},
          {"busy", a_flag(), "a step is being written"},
          {"suspended", a_flag()},
          {"stage", a_whole()},
          {"weight_ppm", a_whole(), "the stage's share, in millionths"},
          {"moved_ppm", a_whole(), "the share that is moved now"},
          {"low_risk_only", a_flag()},
          {"restoring", a_flag()},
          {"since", a_time()},
          {"since_s", a_whole()},
          {"at", a_time()}};
}

/// What it is judged by and what it waits for.
ApiMembers judgement_members() {
  return {{"canary", operations_of_an_arm()},
          {"control", operations_of_an_arm()},
          {"eligible", a_whole(), "operations of this stage that a draw could take"},
          {"not_eligible", a_whole()},
          {"canary_per_minute", or_null(a_number())},
          {"harm", tests()},
          {"safety", tests()},
          {"waits_for", list_of(a_text())},
          {"needed", or_null(a_whole())},
          {"needed_s", or_null(a_whole())},
          {"next_step", a_text()},
          {"overrides", list_of(standing_override())},
          {"helps", or_null(a_flag()), "whether callers are better off; null: not known"},
          {"primary", or_null(object_of(primary_members()))},
          {"kept_rules", list_of(object_of({{"name", a_text()}, {"kept", a_text()}, {"configured", a_text()}}))},
          {"stop_command", a_text()},
          {"plan", plan()}};
}

ApiType rollout() {
  ApiMembers members = position_members();
  for (control::ApiMember& one : judgement_members()) members.push_back(std::move(one));
  return object_of(std::move(members));
}

ApiType order() {
  return object_of({{"action", words_of(kOrderNames)},
                    optional("person", a_text(), "left out: whose token it is"),
                    optional("approver", a_text()),
                    optional("reason", a_text()),
                    optional("ticket", a_text()),
                    optional("purpose", words_of(record::kRolloutPurposeNames)),
                    optional("target", a_text(), "left out: the route's first fallback"),
                    optional("stages", list_of(a_whole()), "shares in millionths"),
                    optional("manual", a_flag(), "no stage rises by itself"),
                    optional("lasts", a_text(), "of a manual plan: until it goes back by itself, such as `4h`"),
                    optional("failing_signal", a_text(), "the class of failure that it answers"),
                    optional("dry_run", a_flag(), "only say what would happen")});
}

ApiType step() {
  return object_of({{"dry_run", a_flag()},
                    {"step", open_object_of({{"v", a_whole()}, {"kind", a_text()}, {"id", an_id()}}), "the record of the step"},
                    {"undo", a_text(), "what takes it back"}});
}

}  // namespace

AdminEndpoints rollout_endpoints() {
  return {{.method = "GET",
           .path = "/rollouts",
           .role = Role::View,
           .summary = "Every rollout, and how every primary does",
           .answered = object_of({{"folding", a_flag(), "the log is still being read after the start"},
                                  {"rollouts", list_of(rollout())},
                                  {"primaries", list_of(primary_of_route())}})},
          {.method = "GET",
           .path = "/rollouts/*",
           .role = Role::View,
           .summary = "Where one route's rollout stands: stage, share, each test, what it waits for",
           .segment = "route",
           .answered = rollout(),
           .refusals = {404, 503}},
          {.method = "POST",
           .path = "/rollouts/*",
           .role = Role::Operate,
           .summary = "Plan, start, advance, hold, resume, roll back, restore or close; approve to raise a manual plan",
           .segment = "route",
           .asked = order(),
           .answered = step(),
           .refusals = {403, 404, 409, 422, 503}}};
}

}  // namespace jurymast::app
