#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "review/incident/answer_words.hpp"
#include "review/incident/incident_said.hpp"
#include "review/incident/mitigation_steps.hpp"
#include "review/incident/packet_parts.hpp"

/// The parts of a packet that tell of the request that failed first, and of what was in force then.
namespace jurymast::review {
namespace {

using Json = nlohmann::ordered_json;
using record::JoinedView;

constexpr std::string_view kPassedThrough = "as the caller names it";

std::string or_missing(std::string_view text) { return std::string(text.empty() ? kMissing : text); }

/// What a request looked like, in words of the record: no text of its author is kept, so none is shown.
std::string request_categories(const record::ParsedOperation& operation) {
  Json shape = Json::object();
  shape["family"] = operation.family;
  shape["stream"] = operation.streamed;
  shape["risk"] = operation.risk;
  if (operation.client_timeout_ms) shape["client_timeout_ms"] = *operation.client_timeout_ms;
  if (!operation.adapted.empty()) shape["adapted"] = operation.adapted;
  shape["body"] = "not kept";
  return shape.dump(2);
}

std::string answer_categories(const record::ParsedOperation& operation, const JoinedView& view) {
  Json shape = Json::object();
  shape["status_class"] = name_of(view.status_class);
  shape["class"] = or_missing(operation.failure_class.empty() ? operation.refusal : operation.failure_class);
  if (!operation.attempts.empty() && !operation.attempts.back().code.empty()) shape["error_code"] = operation.attempts.back().code;
  if (!operation.attempts.empty() && !operation.attempts.back().type.empty()) shape["error_type"] = operation.attempts.back().type;
  shape["read"] = name_of(view.read);
  shape["object"] = view.object_type.empty() ? "not_returned" : view.object_type;
  shape["id"] = name_of(view.id_present);
  shape["usage"] = name_of(view.usage_present);
  shape["body"] = "not kept";
  return shape.dump(2);
}

std::string operator_decision(const IncidentFacts& facts) {
  if (const auto said = entered(facts, "operator_decision")) return said->value;
  const MitigationSteps steps = mitigation_steps(facts);
  if (!steps.overrides.empty()) return override_words(steps.overrides.back()->record);
  for (auto step = steps.rollouts.rbegin(); step != steps.rollouts.rend(); ++step) {
    const record::RolloutRecord& one = (*step)->record;
    if (one.decided_by == record::DecidedBy::Operator) return fmt::format("rollout {} of {}", name_of(one.action), one.plan.target);
  }
  return std::string(kMissing);
}

std::string documentation_links(const PacketInput& input) {
  std::vector<std::string> links;
  for (const auto& [url, day] : dated_sources(input)) links.push_back(fmt::format("{} ({})", url, day));
  return links.empty() ? std::string(kMissing) : listed(links);
}

std::string model_words(const IncidentFacts& facts, std::string_view target) {
  const record::ParsedTarget* const known = facts.in_force.target(target);
  if (known == nullptr) return std::string(kMissing);
  return known->model.empty() ? std::string(kPassedThrough) : known->model;
}

std::string day_of(WallTime at) { return to_rfc3339(at).substr(0, 10); }

}  // namespace

bool support_is_current(const PacketAsk& ask) {
  if (ask.support_source.empty() || !ask.support_accessed) return false;
  const Date today = std::chrono::floor<std::chrono::days>(std::chrono::sys_time<Duration>(ask.at.since_epoch));
  const int age = days_between(*ask.support_accessed, today);
  return age >= 0 && age <= kSupportAgeDaysMax;
}

std::vector<std::pair<std::string, std::string>> dated_sources(const PacketInput& input) {
  std::vector<std::pair<std::string, std::string>> sources;
  const auto add = [&](const record::Link& link, WallTime accessed) {
    const std::pair<std::string, std::string> one{link.text(), day_of(accessed)};
    if (!link.empty() && std::find(sources.begin(), sources.end(), one) == sources.end()) sources.push_back(one);
  };
  for (std::size_t family = 0; family < kFamilyCount; ++family) {
    const record::ContractRecord* const contract = input.facts.in_force.contract(static_cast<Family>(family));
    if (contract == nullptr) continue;
    add(contract->source, contract->accessed);
    for (const record::Link& link : contract->links) add(link, contract->accessed);
  }
  for (const Cited<record::ContractRecord>& one : input.facts.contracts) add(one.record.source, one.record.accessed);
  return sources;
}

std::vector<std::pair<std::string_view, std::string>> escalation_fields(const PacketInput& input) {
  const bool known = input.bad.has_value();
  const auto from_bad = [&](auto read) { return known ? or_missing(read(*input.bad)) : std::string(kMissing); };
  const auto fallback = [](const JoinedView& view) {
    if (!view.fallback_taken) return std::string();
    if (!*view.fallback_taken && view.fallback_reason == "none") return std::string("not taken");
    return *view.fallback_taken ? "taken because of " + view.fallback_reason : "not taken: " + view.fallback_reason;
  };
  return {
      {"family", from_bad([](const JoinedView& view) { return view.family ? std::string(name_of(*view.family)) : std::string(); })},
      {"request_shape", known ? std::string("see the samples") : std::string(kMissing)},
      {"status_class", from_bad([](const JoinedView& view) { return std::string(name_of(view.status_class)); })},
      {"parser_result", from_bad([](const JoinedView& view) { return std::string(name_of(view.read)); })},
      {"retry_count",
       from_bad([](const JoinedView& view) { return view.retries ? std::to_string(*view.retries) : std::string(); })},
      {"fallback_decision", from_bad(fallback)},
      {"operator_decision", operator_decision(input.facts)},
      {"documentation", documentation_links(input)}};
}

PacketSection evidence_section(const PacketInput& input) {
  PacketSection section{"evidence", "Evidence of the first bad request"};
  if (input.bad) section.text.push_back(fmt::format("Operation {} at {}.", input.bad->id, to_rfc3339(input.bad->at)));
  section.columns = {"field", "value"};
  for (const auto& [name, value] : escalation_fields(input)) section.rows.push_back({std::string(name), value});
  return section;
}

PacketSection targets_section(const PacketInput& input) {
  PacketSection section{"targets", "Primary and fallback"};
  const record::ParsedRoute* const route = input.facts.in_force.route(input.facts.scope.route);
  if (route == nullptr) {
    section.text.emplace_back("Missing: the log has no configuration of this route before the beginning.");
    return section;
  }
  section.columns = {"role", "target", "address", "model"};
  const auto add = [&](std::string_view role, const std::string& name) {
    const record::ParsedTarget* const known = input.facts.in_force.target(name);
    section.rows.push_back(
        {std::string(role), name, known == nullptr ? std::string(kMissing) : known->origin, model_words(input.facts, name)});
  };
  add("primary", route->primary);
  for (const std::string& name : route->fallback) add("fallback", name);
  return section;
}

PacketSection configuration_section(const PacketInput& input) {
  PacketSection section{"configuration", "Configuration when it began"};
  const record::InForce& in_force = input.facts.in_force;
  section.columns = {"setting", "value"};
  const auto add = [&](std::string_view name, const std::string& value) {
    section.rows.push_back({std::string(name), or_missing(value)});
  };
  add("environment", in_force.environment());
  add("build", in_force.build());
  for (const auto& [name, state] : in_force.flags()) add("flag " + name, state);
  const record::ParsedRoute* const route = in_force.route(input.facts.scope.route);
  add("mode", route == nullptr ? std::string() : route->mode);
  add("attempts", route == nullptr ? std::string() : std::to_string(route->attempts));
  add("attempts for each target", route == nullptr ? std::string() : std::to_string(route->attempts_per_target));
  return section;
}

PacketSection samples_section(const PacketInput& input) {
  PacketSection section{"samples", "Sanitised sample of request and answer"};
  if (!input.bad || !input.facts.first_bad) {
    section.text.emplace_back("Missing: the log shows no operation that began a failure class.");
    return section;
  }
  section.text.emplace_back("Categories and presence as the record has them; of what was written in it nothing is kept.");
  section.json.emplace_back("request, from the record", request_categories(input.facts.first_bad->record));
  section.json.emplace_back("answer, from the record", answer_categories(input.facts.first_bad->record, *input.bad));
  if (!input.ask.request_skeleton.empty()) section.json.emplace_back("request, as a skeleton", input.ask.request_skeleton);
  if (!input.ask.answer_skeleton.empty()) section.json.emplace_back("answer, as a skeleton", input.ask.answer_skeleton);
  return section;
}

PacketSection documentation_section(const PacketInput& input) {
  PacketSection section{"documentation", "Documentation that was read"};
  section.columns = {"page", "read on"};
  for (const auto& [url, day] : dated_sources(input)) section.rows.push_back({url, day});
  if (section.rows.empty()) section.text.emplace_back("Missing: the log has no look at a documented page.");
  return section;
}

}  // namespace jurymast::review
