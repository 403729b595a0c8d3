#include "app/probe/smoke_run.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/probe/smoke_direct.hpp"
#include "app/probe/smoke_record.hpp"
#include "app/serve/snapshot_record.hpp"
#include "app/serve/subjects_in_force.hpp"
#include "policy/class_table.hpp"

namespace jurymast::app {
namespace {

using evidence::PlannedCheck;

constexpr std::uint64_t kRunMarks = 0x10000;

/// A status by which a provider says that it has too much to do.
bool is_overload(const record::ParsedAttempt& attempt) {
  const auto found = failure_class_named(attempt.failure_class);
  return found == FailureClass::RateLimited || found == FailureClass::Overloaded || found == FailureClass::QuotaExhausted;
}

SmokeOutcome blocked(const PlannedCheck& check, std::string why) {
  SmokeOutcome outcome;
  outcome.check = check;
  outcome.blocked = std::move(why);
  return outcome;
}

/// Why an operation says nothing of the target; empty where it does.
std::string refusal_of(const record::ParsedOperation& operation) {
  if (!operation.refusal.empty()) return fmt::format("the gateway refused the request: {}", operation.refusal);
  if (operation.attempts.empty()) return "the gateway sent nothing to the target";
  return {};
}

std::string body_for(const SmokeSetting& setting, const PlannedCheck& check) {
  return evidence::fixture_body(
      setting.fixture, {.family = check.family, .streamed = check.streamed, .model = setting.model, .token_limit_member = {}});
}

void take_operation(const record::ParsedOperation& operation, SmokeOutcome& outcome) {
  outcome.config = operation.config;
  outcome.overload_signals =
      static_cast<std::uint64_t>(std::count_if(operation.attempts.begin(), operation.attempts.end(), is_overload));
}

Result<std::string> ticket_in_pace(const SmokeSetting& setting, const PlannedCheck& check, const SmokeGateway& gateway) {
  const ProbeWish wish{setting.run, setting.route.name, check, setting.canary_path};
  auto ticket = gateway.ticket_for(wish);
  for (unsigned tries = 1; setting.paced && !ticket && ticket.error().code == Code::Exhausted && tries < kPacedTriesMax; ++tries) {
    gateway.wait(kProbeEvery);
    ticket = gateway.ticket_for(wish);
  }
  return ticket;
}

/// Sends the probe and finds what was written down of it; an error is why the check could not run.
Result<evidence::CheckSeen> ask_running_gateway(const SmokeSetting& setting, const PlannedCheck& check,
                                                const SmokeGateway& gateway) {
  auto ticket = ticket_in_pace(setting, check, gateway);
  if (!ticket) return tl::unexpected(ticket.error());
  const ProbeRequest request{.check = check,
                             .ticket = *ticket,
                             .request_id = fmt::format("{}-{}", setting.run, check.check),
                             .body = body_for(setting, check),
                             .time_max = setting.route.deadline_for(check.streamed) + kAnswerGrace};
  auto answer = gateway.send(request);
  if (!answer) return tl::unexpected(answer.error());
  evidence::CheckSeen seen{*std::move(answer), {}, *std::move(ticket)};
  const std::string& id = seen.answer.operation_id;
  if (!OperationId::parse(id)) {
    return fail(Code::Corrupt, "an answer with status {} came without the gateway's id of it", seen.answer.status);
  }
  auto record = gateway.record_of(id);
  if (!record) return tl::unexpected(record.error());
  if (record->empty()) return fail(Code::NotFound, "the gateway does not hold what it wrote down of {}", id);
  seen.record = *std::move(record);
  return seen;
}

/// Sends the check's request the way that the setting says.
Result<evidence::CheckSeen> ask(const SmokeSetting& setting, const PlannedCheck& check, const policy::Target& target,
                                const SmokeGateway& gateway) {
  if (setting.path == record::ProbePath::Gateway) return ask_running_gateway(setting, check, gateway);
  const DirectQuestion question{target, setting.fixture, check, setting.model, setting.route.deadline_for(check.streamed)};
  if (setting.via) return ask_other_gateway(*setting.via, question, gateway.clock());
  return ask_directly(question, gateway.clock());
}

bool is_transient(const SmokeOutcome& outcome) {
  const bool good_request = outcome.check.fault == record::ProbeFault::None;
  return outcome.verdict && good_request && policy::row_of(outcome.verdict->answer.failure_class).transient;
}

}  // namespace

evidence::SmokeRoute smoke_route(const policy::Snapshot& snapshot, const policy::Route& route) {
  evidence::SmokeRoute made{route.name, route.family, snapshot.target(route.primary).name, {}};
  for (const TargetIndex target : route.fallback) made.fallback.push_back(snapshot.target(target).name);
  return made;
}

const policy::Target* target_named(const policy::Snapshot& snapshot, std::string_view name) {
  const auto found = std::find_if(snapshot.targets.begin(), snapshot.targets.end(),
                                  [&](const policy::Target& target) { return target.name == name; });
  return found == snapshot.targets.end() ? nullptr : &*found;
}

std::string model_of(const policy::Snapshot& snapshot, const policy::Route& route) {
  for (const std::string& pattern : route.match) {
    if (!pattern.ends_with('*')) return pattern;
  }
  const std::string& model = snapshot.target(route.primary).model;
  const auto found = model.empty() ? std::nullopt : snapshot.find_route(route.family, model);
  if (found && &snapshot.route(*found) == &route) return model;
  const std::string pattern = route.match.empty() ? route.name + "*" : route.match.front();
  return pattern.substr(0, pattern.size() - 1) + "smoke-test";
}

Result<std::string> asked_model(const policy::Snapshot& snapshot, const policy::Route& route, const std::string& wished) {
  if (!wished.empty()) {
    const auto found = snapshot.find_route(route.family, wished);
    if (found && &snapshot.route(*found) == &route) return wished;
    return fail(Code::Invalid, "the model name {} does not lead to route {}: `jurymast check --explain` lists the names that do",
                wished, route.name);
  }
  std::vector<TargetIndex> targets{route.primary};
  targets.insert(targets.end(), route.fallback.begin(), route.fallback.end());
  const bool named = std::any_of(route.match.begin(), route.match.end(), [](const auto& name) { return !name.ends_with('*'); });
  const auto open = std::find_if(targets.begin(), targets.end(), [&](TargetIndex i) { return snapshot.target(i).model.empty(); });
  if (named || open == targets.end()) return model_of(snapshot, route);
  return fail(Code::Invalid,
              "target {} passes the client's own model on, and route {} names none: give one of the provider's current list with "
              "--model, or set `targets.{}.model`",
              snapshot.target(*open).name, route.name, snapshot.target(*open).name);
}

std::string resolved_model(const SmokeSetting& setting, const policy::Target& target) {
  if (!target.model.empty()) return target.model;
  return setting.model == model_of(setting.snapshot, setting.route) ? std::string() : setting.model;
}

evidence::CheckTerms terms_of(const SmokeSetting& setting, const policy::Target& target) {
  evidence::CheckTerms terms;
  terms.demands = {setting.route.output_rules, setting.route.output.depends_on};
  terms.time_max = setting.route.user_budget.total;
  terms.authentication = {credential_kind(target), target.changes.key_field == policy::KeyField::Authorization};
  terms.path = setting.path;
  if (setting.via) terms.model = target.model.empty() ? setting.model : target.model;
  // Where the pack cannot be read there is nothing to hold an answer against, and that is told as missing.
  if (auto held = held_pack(target)) terms.contract = std::make_shared<const evidence::ContractPack>(std::move(held->named.pack));
  return terms;
}

std::string run_name(std::string_view what, WallTime now, Random& random) {
  std::string moment = to_rfc3339(now).substr(0, sizeof "2026-07-05T12:00:00" - 1);
  std::erase_if(moment, [](char c) { return c == ':' || c == '-'; });
  return fmt::format("{}-{}Z-{:04x}", what, moment, random.below(kRunMarks));
}

SmokeOutcome ask_once(const SmokeSetting& setting, const PlannedCheck& check, const SmokeGateway& gateway) {
  const policy::Target* const target = target_named(setting.snapshot, check.target);
  if (target == nullptr) return blocked(check, fmt::format("the configuration has no target {}", check.target));
  const auto seen = ask(setting, check, *target, gateway);
  if (!seen) {
    SmokeOutcome outcome = blocked(check, seen.error().message);
    outcome.blocked_as = seen.error().code;
    return outcome;
  }
  SmokeOutcome outcome;
  outcome.check = check;
  outcome.elapsed = seen->answer.elapsed;
  if (setting.path == record::ProbePath::Gateway) outcome.operation = seen->answer.operation_id;
  if (const auto operation = evidence::read_operation(seen->record)) {
    take_operation(*operation, outcome);
    outcome.blocked = refusal_of(*operation);
    if (!outcome.blocked.empty()) return outcome;
  }
  outcome.verdict = evidence::judge_check(check, setting.fixture, terms_of(setting, *target), *seen);
  return outcome;
}

SmokeOutcome make_check(const SmokeSetting& setting, const PlannedCheck& check, const SmokeGateway& gateway, Random& random) {
  const WallTime began = gateway.clock().wall_now();
  SmokeOutcome outcome = ask_once(setting, check, gateway);
  if (!outcome.verdict) return outcome;
  record_check(setting, {began, OperationId::make(began, random)}, gateway, outcome);
  if (!setting.retry || !is_transient(outcome)) return outcome;
  const WallTime again_at = gateway.clock().wall_now();
  SmokeOutcome again = ask_once(setting, check, gateway);
  if (!again.verdict) return outcome;
  again.sent_again = true;
  again.overload_signals += outcome.overload_signals;
  again.attempts_before = outcome.verdict->answer.attempts;
  again.verdict->answer.retry = record::RetryDecision::SingleRetry;
  record_check(setting, {again_at, OperationId::make(again_at, random)}, gateway, again);
  return again;
}

}  // namespace jurymast::app
