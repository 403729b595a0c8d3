#include "proxy/metrics.hpp"

#include <gtest/gtest.h>

#include <array>
#include <nlohmann/json.hpp>

#include "proxy/status_json.hpp"
#include "proxy/test_plane.hpp"
#include "telemetry/strict_exposition.hpp"

namespace jurymast::proxy {
namespace {

using namespace std::chrono_literals;

constexpr RouteIndex kRoute{0};
constexpr MonotonicTime kNow{1h};

/// A request that `main` failed and `spare` served.
record::Operation rescued() {
  record::Operation operation;
  operation.latency = 3s;
  operation.first_content = 900ms;
  record::Decision& decision = operation.decision;
  decision.outcome = record::Outcome::Complete;
  decision.arm = record::Arm::Rescue;
  decision.fallback_taken = true;
  decision.fallback_class = FailureClass::Overloaded;
  decision.served_by = TargetIndex{1};
  decision.conditions_evaluated = true;
  decision.conditions.fill(record::Tri::True);
  decision.conditions[static_cast<std::size_t>(record::Condition::Evidence)] = record::Tri::Unknown;
  decision.attempts.resize(2);
  decision.attempts[0].failure_class = FailureClass::Overloaded;
  decision.attempts[1].target = TargetIndex{1};
  return operation;
}

class MetricsTest : public ::testing::Test {
 protected:
  telemetry::Exposition page_of(std::initializer_list<const LoopMetrics*> loops) {
    telemetry::PrometheusText page;
    LoopMetrics::write({loops.begin(), loops.size()}, page);
    write_shared_metrics(*plane_.shared, *plane_.snapshot, kNow, page);
    telemetry::Exposition read = telemetry::read_exposition(page.text());
    for (const std::string& fault : read.faults) ADD_FAILURE() << fault;
    return read;
  }
  nlohmann::json status() {
    return nlohmann::json::parse(status_json(*plane_.shared, *plane_.snapshot, {.version = "1.2.3", .uptime = 90s, .now = kNow}));
  }
  /// Lets an attempt at `main` end that way.
  void end_at_main(FailureClass failure_class, std::optional<Duration> pause = {}) {
    policy::AdmissionAsk ask;
    ask.target = &plane_.snapshot->targets[0];
    ask.starts_at = kNow;
    Random random(1);
    const policy::Admission admission = plane_.shared->fleet.admit(ask, kNow, random);
    ASSERT_TRUE(admission.admitted());
    policy::Settlement settlement;
    settlement.target = ask.target;
    settlement.failure_class = failure_class;
    settlement.breaker_epoch = admission.facts.breaker_epoch;
    settlement.pause = pause;
    plane_.shared->fleet.settle(settlement, kNow, random);
  }

  TestPlane plane_;
  LoopMetrics loop_{plane_.shared->metric_heads};
};

TEST_F(MetricsTest, CountARescuedRequest_ByRouteTargetAndReason) {
  loop_.observe(rescued(), *plane_.live, kRoute);
  const telemetry::Exposition page = page_of({&loop_});
  EXPECT_EQ(page.at(R"(jurymast_requests_total{route="assistant",family="chat_completions",outcome="complete",arm="rescue"})"), 1);
  EXPECT_EQ(page.at(R"(jurymast_attempts_total{route="assistant",target="main",class="overloaded",arm="rescue"})"), 1);
  EXPECT_EQ(page.at(R"(jurymast_attempts_total{route="assistant",target="spare",class="ok",arm="rescue"})"), 1);
  EXPECT_EQ(page.at(R"(jurymast_fallbacks_total{route="assistant",target="spare",reason="overloaded",arm="rescue"})"), 1);
  EXPECT_EQ(page.at(R"(jurymast_rescued_total{route="assistant",target="spare",arm="rescue"})"), 1);
  EXPECT_EQ(page.at(R"(jurymast_unproven_fallbacks_total{route="assistant",target="spare",condition="evidence",arm="rescue"})"), 1);
  EXPECT_EQ(page.at(R"(jurymast_unproven_fallbacks_total{route="assistant",target="spare",condition="mode",arm="rescue"})"), -1);
  EXPECT_EQ(page.at(R"(jurymast_time_to_first_content_seconds_count{route="assistant",target="spare",arm="rescue"})"), 1);
  EXPECT_EQ(page.at(R"(jurymast_time_to_first_content_seconds_sum{route="assistant",target="spare",arm="rescue"})"), 0.9);
  EXPECT_EQ(page.at(R"(jurymast_operation_duration_seconds_sum{route="assistant",outcome="complete"})"), 3);
}

TEST_F(MetricsTest, TellEachArmsTargetsApart_AndCountACanarysOwnAnswerAsNoRescue) {
  record::Operation canary;
  canary.first_content = 900ms;
  record::Decision& decision = canary.decision;
  decision.outcome = record::Outcome::Complete;
  decision.arm = record::Arm::Canary;
  decision.weight_ppm = 50'000;
  decision.served_by = TargetIndex{1};
  decision.attempts.resize(1);
  decision.attempts[0].target = TargetIndex{1};
  record::Operation control = canary;
  control.decision.arm = record::Arm::Control;
  control.decision.served_by = control.decision.attempts[0].target = TargetIndex{0};
  loop_.observe(canary, *plane_.live, kRoute);
  loop_.observe(control, *plane_.live, kRoute);
  const telemetry::Exposition page = page_of({&loop_});
  EXPECT_EQ(page.at(R"(jurymast_attempts_total{route="assistant",target="spare",class="ok",arm="canary"})"), 1);
  EXPECT_EQ(page.at(R"(jurymast_attempts_total{route="assistant",target="main",class="ok",arm="control"})"), 1);
  EXPECT_EQ(page.at(R"(jurymast_time_to_first_content_seconds_count{route="assistant",target="spare",arm="canary"})"), 1);
  EXPECT_EQ(page.at(R"(jurymast_rescued_total{route="assistant",target="spare",arm="canary"})"), -1);
}

TEST_F(MetricsTest, TellTheShareOfARollout_WhereOneStands) {
  constexpr std::string_view kWeight = R"(jurymast_rollout_weight_ppm{route="assistant",target="spare"})";
  EXPECT_EQ(page_of({}).at(std::string(kWeight)), -1);
  plane_.shared->traffic.adopt(canary_at(250'000));
  EXPECT_EQ(page_of({}).at(std::string(kWeight)), 250'000);
}

TEST_F(MetricsTest, BesideThemTheStatusTellsWhereTrafficGoes_AndNothingWhereItGoesAsConfigured) {
  EXPECT_TRUE(status()["routes"][0]["traffic"].is_null());
  policy::Traffic standing = canary_at(10'000);
  policy::RouteTraffic& route = standing["assistant"];
  route.pin = "spare";
  route.suspended = {"spare"};
  route.disabled = {"main"};
  route.mode = policy::Mode::Manual;
  route.permitted = {FailureClass::Auth};
  plane_.shared->traffic.adopt(std::move(standing));
  const nlohmann::json traffic = status()["routes"][0]["traffic"];
  EXPECT_EQ(traffic["weight_ppm"], 10'000);
  EXPECT_EQ(traffic["pin"], "spare");
  EXPECT_EQ(traffic["disabled"], nlohmann::json::array({"main"}));
  EXPECT_EQ(traffic["suspended"], nlohmann::json::array({"spare"}));
  EXPECT_EQ(traffic["mode"], "manual");
  EXPECT_EQ(traffic["permitted"], nlohmann::json::array({"auth"}));
}

TEST_F(MetricsTest, CallAFallbackWithoutAWholeAnswerNoRescue) {
  record::Operation operation = rescued();
  operation.decision.outcome = record::Outcome::Partial;
  loop_.observe(operation, *plane_.live, kRoute);
  const telemetry::Exposition page = page_of({&loop_});
  EXPECT_EQ(page.at(R"(jurymast_fallbacks_total{route="assistant",target="spare",reason="overloaded",arm="rescue"})"), 1);
  EXPECT_EQ(page.at(R"(jurymast_rescued_total{route="assistant",target="spare",arm="rescue"})"), -1);
}

TEST_F(MetricsTest, NameADeniedAdmissionAsTheReason) {
  record::Operation operation = rescued();
  operation.decision.fallback_class.reset();
  operation.decision.fallback_denial = record::Denial::BreakerOpen;
  operation.decision.passed_over.push_back({TargetIndex{0}, "main", record::Denial::BreakerOpen});
  operation.decision.attempts.erase(operation.decision.attempts.begin());
  loop_.observe(operation, *plane_.live, kRoute);
  const telemetry::Exposition page = page_of({&loop_});
  EXPECT_EQ(page.at(R"(jurymast_fallbacks_total{route="assistant",target="spare",reason="breaker_open",arm="rescue"})"), 1);
  EXPECT_EQ(page.at(R"(jurymast_passed_over_total{route="assistant",target="main",reason="breaker_open",arm="rescue"})"), 1);
}

TEST_F(MetricsTest, CountARefusalBeforeRouting_AsNoRequestOfARoute) {
  record::Operation operation;
  operation.decision.refusal = Refusal::RouteUnknown;
  loop_.observe(operation, *plane_.live, std::nullopt);
  const telemetry::Exposition page = page_of({&loop_});
  EXPECT_EQ(page.at(fmt::format("jurymast_refusals_total{{refusal=\"{}\"}}", name_of(Refusal::RouteUnknown))), 1);
  for (const auto& [series, value] : page.series) EXPECT_FALSE(series.starts_with("jurymast_requests_total")) << series;
}

TEST_F(MetricsTest, AreAddedUpOverTheLoops) {
  LoopMetrics other(plane_.shared->metric_heads);
  loop_.operation_began();
  loop_.operation_began();
  loop_.operation_ended();
  other.operation_began();
  loop_.observe(rescued(), *plane_.live, kRoute);
  other.observe(rescued(), *plane_.live, kRoute);
  const telemetry::Exposition page = page_of({&loop_, &other});
  EXPECT_EQ(page.at("jurymast_operations_in_flight"), 2);
  EXPECT_EQ(page.at(R"(jurymast_rescued_total{route="assistant",target="spare",arm="rescue"})"), 2);
}

TEST_F(MetricsTest, KeepANamesIndexOverAReload) {
  const auto next = small_snapshot();
  std::swap(next->targets[0], next->targets[1]);
  const auto live = make_live(next, plane_.shared->metric_heads);
  ASSERT_TRUE(live);
  EXPECT_EQ((*live)->target_names[0], plane_.live->target_names[1]);
  EXPECT_EQ((*live)->route_names, plane_.live->route_names);
}

TEST_F(MetricsTest, ShowWhatTheFleetHasLearned) {
  end_at_main(FailureClass::RateLimited, 30s);
  const telemetry::Exposition page = page_of({});
  EXPECT_EQ(page.at(R"(jurymast_pause_left_milliseconds{target="main"})"), 30'000);
  EXPECT_EQ(page.at(R"(jurymast_pause_left_milliseconds{target="spare"})"), 0);
  EXPECT_EQ(page.at(R"(jurymast_breaker_state{target="main",family="chat_completions"})"), 0);
  EXPECT_EQ(page.at(R"(jurymast_breaker_state{target="main",family="responses"})"), -1) << "it does not serve that family";
  EXPECT_EQ(page.at(R"(jurymast_budget_millitokens{target="spare"})"), 10'000);
  EXPECT_EQ(page.at("jurymast_config_version"), 3);
  EXPECT_EQ(page.at("jurymast_journal_records_lost_total"), 0);
  EXPECT_EQ(page.at("jurymast_records_quarantined_total"), 0);
  EXPECT_EQ(page.at("jurymast_records_masked_total"), 0);
}

TEST_F(MetricsTest, ShowABreakerThatOpened) {
  for (unsigned i = 0; i < plane_.snapshot->targets[0].breaker.consecutive; ++i) end_at_main(FailureClass::UpstreamError);
  EXPECT_EQ(page_of({}).at(R"(jurymast_breaker_state{target="main",family="chat_completions"})"), 1);
  const nlohmann::json family = status()["targets"][0]["families"][0];
  EXPECT_EQ(family["breaker"], "open");
  EXPECT_GT(family["reopens_in_ms"].get<std::int64_t>(), 0);
}

TEST_F(MetricsTest, StatusPageTellsTheWholeStateOfThePlane) {
  plane_.shared->kill.set({"assistant"});
  plane_.shared->draining = true;
  plane_.shared->in_flight = 2;
  const nlohmann::json page = status();
  EXPECT_EQ(page["version"], "1.2.3");
  EXPECT_EQ(page["config_version"], 3);
  EXPECT_EQ(page["uptime_s"], 90);
  EXPECT_EQ(page["draining"], true);
  EXPECT_EQ(page["in_flight"], 2);
  EXPECT_EQ(page["kill"], nlohmann::json::array({"assistant"}));
  for (const char* const key : {"queue_bytes", "gap_records", "lanes_in_memory", "last_commit_age_ms", "write_errors"}) {
    EXPECT_TRUE(page["journal"][key].is_number()) << key;
  }
  ASSERT_EQ(page["routes"].size(), 1U);
  EXPECT_EQ(page["routes"][0]["primary"], "main");
  EXPECT_EQ(page["routes"][0]["fallback"], nlohmann::json::array({"spare"}));
  EXPECT_EQ(page["routes"][0]["mode"], "automatic");
  EXPECT_EQ(page["routes"][0]["unproven"], (nlohmann::json{"window", "evidence", "token_limit"}));
  ASSERT_EQ(page["targets"].size(), 2U);
  const nlohmann::json& target = page["targets"][0];
  EXPECT_EQ(target["name"], "main");
  EXPECT_EQ(target["credential"], "closed");
  ASSERT_EQ(target["families"].size(), 1U);
  EXPECT_EQ(target["families"][0]["breaker"], "closed");
  for (const char* const key : {"pause_left_ms", "budget_milli", "budget_capacity_milli", "in_flight", "in_flight_limit"}) {
    EXPECT_TRUE(target[key].is_number()) << key;
  }
}

TEST(LiveSnapshot, WorksOutWhatATargetIsOnTheNetwork) {
  MetricHeads heads;
  const auto snapshot = small_snapshot();
  snapshot->targets[0].model = "gpt-\"5\"";
  snapshot->targets[1].base_url = snapshot->targets[0].base_url;
  const auto live = make_live(snapshot, heads);
  ASSERT_TRUE(live);
  const LiveTarget& main = (*live)->target(TargetIndex{0});
  EXPECT_EQ(main.authority, "main.example:8000");
  EXPECT_EQ(main.model_json, R"("gpt-\"5\"")");
  EXPECT_EQ(main.endpoint.host, "main.example");
  EXPECT_EQ(main.endpoint.tls, nullptr);
  const LiveTarget& spare = (*live)->target(TargetIndex{1});
  EXPECT_EQ(spare.model_json, "") << "the client's own name is passed on";
  EXPECT_NE(main.endpoint.key, spare.endpoint.key) << "connections of two credentials are kept apart";
}

TEST(LiveSnapshot, SharesOneTlsContextAProfile_AndNamesTheTargetThatHasNone) {
  MetricHeads heads;
  const auto snapshot = small_snapshot();
  for (policy::Target& target : snapshot->targets) target.origin.tls = true;
  const auto live = make_live(snapshot, heads);
  ASSERT_TRUE(live) << live.error().message;
  EXPECT_NE((*live)->target(TargetIndex{0}).endpoint.tls, nullptr);
  EXPECT_EQ((*live)->target(TargetIndex{0}).endpoint.tls, (*live)->target(TargetIndex{1}).endpoint.tls);
  const auto broken = small_snapshot();
  broken->targets[1].origin.tls = true;
  broken->targets[1].tls_ca_file = "/nonexistent/ca.pem";
  const auto failed = make_live(broken, heads);
  ASSERT_FALSE(failed);
  EXPECT_NE(failed.error().message.find("target spare: "), std::string::npos) << failed.error().message;
}

}  // namespace
}  // namespace jurymast::proxy
