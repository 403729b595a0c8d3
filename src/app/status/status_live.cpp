#include "app/status/status_live.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "config/sections.hpp"
#include "policy/eligibility.hpp"
#include "wire/time_text.hpp"

namespace jurymast::app {
namespace {

using Json = nlohmann::json;

std::uint64_t number(const Json& object, const char* name) { return object.at(name).get<std::uint64_t>(); }
std::string text(const Json& object, const char* name) { return object.at(name).get<std::string>(); }
/// A number beyond this is no wait that anybody could mean, and would not fit into nanoseconds.
constexpr Duration kWaitMax = std::chrono::hours(24 * 366 * 10);

template <class Unit>
Duration wait_of(const Json& object, const char* name) {
  const auto count = object.at(name).get<std::int64_t>();
  return Unit(std::clamp<std::int64_t>(count, 0, std::chrono::duration_cast<Unit>(kWaitMax).count()));
}
Duration millis(const Json& object, const char* name) { return wait_of<std::chrono::milliseconds>(object, name); }

/// The position of a word in a closed set, as that set's enumerator.
template <class Enum, std::size_t N>
Enum one_of(const std::array<std::string_view, N>& names, const Json& object, const char* name) {
  const std::string word = text(object, name);
  const auto found = std::find(names.begin(), names.end(), word);
  if (found == names.end()) throw std::invalid_argument(std::string(name) + " is `" + word + "`");
  return static_cast<Enum>(found - names.begin());
}

BreakerFacts read_breaker(const Json& from) {
  return {one_of<Family>(kFamilyNames, from, "family"), one_of<record::BreakerState>(record::kBreakerStateNames, from, "breaker"),
          millis(from, "reopens_in_ms")};
}

TargetFacts read_target(const Json& from) {
  TargetFacts to;
  to.name = text(from, "name");
  for (const Json& breaker : from.at("families")) to.breakers.push_back(read_breaker(breaker));
  to.credential_open = text(from, "credential") != "closed";
  to.pause_left = millis(from, "pause_left_ms");
  to.budget_milli = number(from, "budget_milli");
  to.budget_capacity_milli = number(from, "budget_capacity_milli");
  to.in_flight = number(from, "in_flight");
  to.in_flight_limit = number(from, "in_flight_limit");
  return to;
}

/// What stands for a route past its configuration.
void read_traffic(const Json& from, RouteFacts& to) {
  to.suspended = from.value("suspended", std::vector<std::string>());
  to.disabled = from.value("disabled", std::vector<std::string>());
  if (from.contains("mode") && !from.at("mode").is_null()) to.mode = one_of<policy::Mode>(config::kModeNames, from, "mode");
}

RouteFacts read_route(const Json& from) {
  RouteFacts to;
  to.name = text(from, "name");
  to.family = one_of<Family>(kFamilyNames, from, "family");
  to.mode = one_of<policy::Mode>(config::kModeNames, from, "mode");
  to.evidence = one_of<policy::EvidenceRule>(config::kEvidenceNames, from, "evidence");
  to.primary = text(from, "primary");
  to.fallback = from.at("fallback").get<std::vector<std::string>>();
  to.unproven = from.at("unproven").get<std::vector<std::string>>();
  if (const auto traffic = from.find("traffic"); traffic != from.end() && traffic->is_object()) read_traffic(*traffic, to);
  const Json shown = from.value("fallback_evidence", Json::object());
  for (const std::string& name : to.fallback) {
    to.shown.push_back(shown.contains(name) ? one_of<record::Tri>(record::kTriNames, shown, name.c_str()) : record::Tri::Unknown);
  }
  return to;
}

/// `evidence_stale route=chat target=spare`
std::string read_alert(const Json& from) {
  std::string alert = text(from, "name");
  for (const auto& [label, value] : from.at("labels").items()) alert += " " + label + "=" + value.get<std::string>();
  return alert;
}

std::optional<WallTime> time_of(const Json& object, const char* name) {
  const Json found = object.value(name, Json());
  return found.is_null() ? std::nullopt : wire::read_rfc3339(found.get<std::string>());
}

WebhookFacts read_webhook(const Json& from) {
  const Json last_error = from.at("last_error");
  return {.name = text(from, "name"),
          .waiting = number(from, "waiting"),
          .delivered = number(from, "delivered"),
          .dropped = number(from, "failed"),
          .delivered_at = time_of(from, "delivered_at"),
          .failing_since = time_of(from, "failing_since"),
          .last_error = last_error.is_null() ? std::string() : last_error.get<std::string>()};
}

LiveFacts read_facts(const Json& from) {
  LiveFacts to;
  to.version = text(from, "version");
  to.config_version = number(from, "config_version");
  to.uptime = wait_of<std::chrono::seconds>(from, "uptime_s");
  to.draining = from.at("draining").get<bool>();
  to.in_flight = number(from, "in_flight");
  to.in_flight_max = number(from, "in_flight_max");
  to.memory_held_bytes = number(from, "memory_held_bytes");
  const Json& journal = from.at("journal");
  to.journal = {number(journal, "queue_bytes"), number(journal, "gap_records"), number(journal, "lanes_in_memory"),
                number(journal, "write_errors"), millis(journal, "last_commit_age_ms")};
  for (const Json& target : from.at("targets")) to.targets.push_back(read_target(target));
  return to;
}

}  // namespace

Result<LiveStatus> read_live(std::string_view json) {
  try {
    const Json from = Json::parse(json);
    LiveStatus to{.facts = read_facts(from), .routes = {}, .kill = from.at("kill").get<std::vector<std::string>>()};
    for (const Json& one : from.value("overrides", Json::array())) {
      to.overrides.push_back({text(one, "words"), text(one, "author"), millis(one, "left_ms")});
    }
    for (const Json& route : from.at("routes")) to.routes.push_back(read_route(route));
    for (const Json& alert : from.value("alerts", Json::array())) to.alerts.push_back(read_alert(alert));
    if (from.contains("webhooks")) to.webhooks.emplace();
    for (const Json& webhook : from.value("webhooks", Json::array())) to.webhooks->push_back(read_webhook(webhook));
    return to;
  } catch (const std::exception& error) {
    return fail(Code::Corrupt, "its status is not one that this version of jurymast reads ({})", error.what());
  }
}

std::vector<RouteFacts> routes_of(const policy::Snapshot& snapshot) {
  std::vector<RouteFacts> routes;
  for (const policy::Route& from : snapshot.routes) {
    RouteFacts to{from.name, from.family, from.mode, from.evidence, snapshot.target(from.primary).name, {}, {}};
    for (const TargetIndex index : from.fallback) to.fallback.push_back(snapshot.target(index).name);
    for (const record::Condition condition : policy::unproven_by_configuration(snapshot, from))
      to.unproven.emplace_back(name_of(condition));
    routes.push_back(std::move(to));
  }
  return routes;
}

std::vector<std::string> read_kill(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  std::vector<std::string> names;
  while (true) {
    const std::size_t begin = text.find_first_not_of(kBlank);
    if (begin == std::string_view::npos) return names;
    text.remove_prefix(begin);
    const std::size_t size = std::min(text.find_first_of(kBlank), text.size());
    names.emplace_back(text.substr(0, size));
    text.remove_prefix(size);
  }
}

}  // namespace jurymast::app
