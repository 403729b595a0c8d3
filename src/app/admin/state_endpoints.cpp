// What the admin API says of how the gateway does.
#include "app/admin/admin_endpoints.hpp"
#include "base/failure_class.hpp"
#include "base/family.hpp"
#include "policy/setting_names.hpp"
#include "record/alert.hpp"
#include "record/vocabulary.hpp"

namespace jurymast::app {
namespace {

using control::a_flag;
using control::a_number;
using control::a_text;
using control::a_time;
using control::a_whole;
using control::AdminEndpoints;
using control::ApiType;
using control::list_of;
using control::map_of;
using control::object_of;
using control::or_null;
using control::Role;
using control::words_of;

constexpr std::string_view kPlainText = "text/plain";
constexpr std::string_view kMetricsText = "text/plain; version=0.0.4; charset=utf-8";
constexpr std::array<std::string_view, 2> kCredentialNames{"open", "closed"};

ApiType journal() {
  return object_of({{"queue_bytes", a_whole(), "records that are not yet in the log"},
                    {"gap_records", a_whole(), "records that were dropped for want of room"},
                    {"lanes_in_memory", a_whole(), "loops whose journal would not survive a crash"},
                    {"last_commit_age_ms", a_number(), "since the log was brought to the disk"},
                    {"write_errors", a_whole(), "failed writes and commits of the log"}});
}

/// What rollouts and overrides have decided for a route.
ApiType traffic() {
  return object_of(
      {{"canary", a_text(), "the rollout's target; empty: none"},
       {"weight_ppm", a_whole(), "the share of eligible requests that is drawn to it, in millionths"},
       {"low_risk_only", a_flag()},
       {"restoring", a_flag(), "the primary is on trial"},
       {"pin", a_text(), "where everything goes that may; empty: nowhere"},
       {"suspended", list_of(a_text()), "targets that lost their place on the route"},
       {"disabled", list_of(a_text()), "targets to which a person lets nothing be sent"},
       {"mode", or_null(words_of(policy::kModeNames)), "the mode that a person set; null: as configured"},
       {"permitted", list_of(words_of(kFailureClassNames)), "classes that fall back although the configuration says no"}});
}

ApiType route() {
  return object_of({{"name", a_text()},
                    {"family", words_of(kFamilyNames)},
                    {"mode", words_of(policy::kModeNames)},
                    {"evidence", words_of(policy::kEvidenceNames)},
                    {"primary", a_text()},
                    {"fallback", list_of(a_text())},
                    {"fallback_evidence", map_of(words_of(record::kTriNames)), "whether checks have shown lately that each works"},
                    {"unproven", list_of(words_of(record::kConditionNames)), "conditions that nobody has checked lately"},
                    {"traffic", or_null(traffic()), "null: it goes as configured"}});
}

ApiType target() {
  const ApiType family = object_of(
      {{"family", words_of(kFamilyNames)}, {"breaker", words_of(record::kBreakerStateNames)}, {"reopens_in_ms", a_number()}});
  return object_of({{"name", a_text()},
                    {"families", list_of(family)},
                    {"credential", words_of(kCredentialNames), "open while it is refused"},
                    {"pause_left_ms", a_number()},
                    {"budget_milli", a_number(), "what is left for retries, in thousandths"},
                    {"budget_capacity_milli", a_whole()},
                    {"in_flight", a_whole()},
                    {"in_flight_limit", a_whole()}});
}

ApiType alert() {
  return object_of({{"name", a_text(), "of the closed list"},
                    {"severity", words_of(record::kSeverityNames)},
                    {"since", a_time()},
                    {"labels", map_of(a_text()), "what it is about"},
                    {"summary", a_text()}});
}

ApiType webhook() {
  return object_of({{"name", a_text()},
                    {"waiting", a_whole(), "alerts that it is still to be told of"},
                    {"delivered", a_whole()},
                    {"failed", a_whole(), "given up"},
                    {"delivered_at", or_null(a_time())},
                    {"failing_since", or_null(a_time()), "of the first try since the newest delivery that did not succeed"},
                    {"last_error", or_null(a_text())}});
}

ApiType status() {
  return object_of({{"version", a_text()},
                    {"config_version", a_whole()},
                    {"uptime_s", a_whole()},
                    {"draining", a_flag()},
                    {"in_flight", a_whole(), "operations that run"},
                    {"probes_in_flight", a_whole()},
                    {"in_flight_max", a_whole()},
                    {"memory_held_bytes", a_whole()},
                    {"kill", list_of(a_text()), "routes for which the kill switch stands, or `all`"},
                    {"journal", journal()},
                    {"routes", list_of(route())},
                    {"targets", list_of(target())},
                    {"alerts", list_of(alert()), "what fires"},
                    {"overrides", list_of(standing_override())},
                    {"webhooks", list_of(webhook())}});
}

ApiType table() {
  const ApiType one = object_of({{"method", a_text()},
                                 {"path", a_text(), "ends in `/*` where one more segment follows"},
                                 {"role", words_of(control::kRoleNames), "what a token has to have for it"},
                                 {"summary", a_text()}});
  return object_of({{"routes", list_of(one)}});
}

}  // namespace

AdminEndpoints state_endpoints() {
  return {{.method = "GET",
           .path = "/healthz",
           .role = Role::Anyone,
           .summary = "200 while the process answers",
           .content_type = kPlainText},
          {.method = "GET",
           .path = "/readyz",
           .role = Role::Anyone,
           .summary = "200, or 503 while it drains",
           .content_type = kPlainText,
           .refusals = {503}},
          {.method = "GET", .path = "/", .role = Role::View, .summary = "This table", .answered = table()},
          {.method = "GET",
           .path = "/openapi.json",
           .role = Role::View,
           .summary = "This API as a document of OpenAPI 3.1",
           .answered = control::open_object_of({{"openapi", a_text()}, {"paths", map_of(control::open_object_of({}))}})},
          {.method = "GET",
           .path = "/metrics",
           .role = Role::View,
           .summary = "Metrics as Prometheus reads them",
           .open_at_first = true,
           .content_type = kMetricsText},
          {.method = "GET",
           .path = "/status",
           .role = Role::View,
           .summary = "Routes, targets, kill switch, journal, alerts and overrides",
           .open_at_first = true,
           .answered = status()},
          {.method = "GET",
           .path = "/events",
           .role = Role::View,
           .summary = "All of it as it is now, then each change, as server-sent events",
           .content_type = "text/event-stream",
           .refusals = {429, 503}},
          {.method = "GET",
           .path = "/checkpoint",
           .role = Role::View,
           .summary = "The log's newest signed checkpoint, to be kept elsewhere",
           .content_type = kPlainText,
           .refusals = {404, 503}},
          {.method = "POST",
           .path = "/reload",
           .role = Role::Operate,
           .summary = "Takes up the configuration file, whole or not at all",
           .answered = object_of({{"ok", a_flag()}, {"message", a_text()}}),
           .refusals = {422}}};
}

}  // namespace jurymast::app
