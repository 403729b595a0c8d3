#include "sim/policy_replay.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "sim/policy_setting.hpp"
#include "sim/test_configuration.hpp"

namespace jurymast::sim {
namespace {

using namespace std::chrono_literals;

RecordedAttempt attempt_at(const std::string& target, FailureClass failure_class, int status) {
  RecordedAttempt attempt;
  attempt.target = target;
  attempt.failure_class = failure_class;
  attempt.status = status;
  attempt.elapsed = 400ms;
  return attempt;
}

RecordedAttempt answer_of(const std::string& target) {
  RecordedAttempt attempt = attempt_at(target, FailureClass::Ok, 200);
  attempt.first_content = 150ms;
  return attempt;
}

/// Ten requests a second for three minutes. In the second minute target `a` is overloaded, and of those at `b` every seventh fails.
std::vector<RecordedRequest> offered() {
  std::vector<RecordedRequest> requests;
  for (int i = 0; i < 1800; ++i) {
    RecordedRequest request;
    request.at = i * 100ms;
    request.streamed = i % 2 == 0;
    request.counted = request.at >= 60s;
    const bool down = request.at >= 60s && request.at < 120s;
    for (int time = 0; time < 4; ++time) {
      request.attempts.push_back(down ? attempt_at("a", FailureClass::Overloaded, 503) : answer_of("a"));
      request.attempts.push_back(i % 7 == 0 ? attempt_at("b", FailureClass::UpstreamError, 500) : answer_of("b"));
    }
    if (i % 100 == 50) request.gone_after = 100ms;
    requests.push_back(std::move(request));
  }
  return requests;
}

/// As a log of that configuration would tell it.
std::vector<RecordedRequest> logged(const policy::Snapshot& configuration) {
  return replay_policy(offered(), configuration, "assistant").value();
}

PolicyReplay replayed(const std::vector<RecordedRequest>& requests, const policy::Snapshot& configuration) {
  return figures_of(replay_policy(requests, configuration, "assistant").value());
}

TEST(PolicyReplay, UnderTheSameConfiguration_GivesWhatWasRecorded) {
  const policy::Snapshot configuration = testing::configuration(2);
  const std::vector<RecordedRequest> log = logged(configuration);
  const PolicyReplay recorded = figures_of(log);
  EXPECT_EQ(recorded.requests, 1200U);
  EXPECT_GT(recorded.ended(RequestEnd::Rescued), 400U);
  EXPECT_GT(recorded.ended(RequestEnd::Served), 500U);
  EXPECT_GT(recorded.ended(RequestEnd::Cancelled), 0U);
  const PolicyReplay again = replayed(log, configuration);
  EXPECT_EQ(again, recorded);
  for (const ReplayedTarget& target : again.targets) EXPECT_EQ(target.modelled, 0U) << target.name;
}

TEST(PolicyReplay, WithoutFallback_RescuesNobody_AndModelsWhatWasNeverAsked) {
  const policy::Snapshot configuration = testing::configuration(2);
  const std::vector<RecordedRequest> log = logged(configuration);
  policy::Snapshot alone = configuration;
  alone.routes[0].fallback.clear();
  alone.targets[0].breaker.enabled = false;
  const PolicyReplay other = replayed(log, alone);
  EXPECT_EQ(other.requests, figures_of(log).requests);
  EXPECT_EQ(other.ended(RequestEnd::Rescued), 0U);
  EXPECT_GT(other.ended(RequestEnd::Failed), 400U);
  ASSERT_EQ(other.targets.size(), 1U);
  EXPECT_GT(other.targets[0].modelled, 0U) << "the breaker had kept most of these requests away";
  EXPECT_GT(other.targets[0].recorded, 0U);
  const auto failed = static_cast<std::size_t>(RequestEnd::Failed);
  EXPECT_GT(other.modelled[failed], 0U);
  EXPECT_LE(other.modelled[failed], other.ends[failed]);
}

TEST(PolicyReplay, OfATargetThatNobodyAsked_IsNotKnown) {
  policy::Snapshot other = testing::configuration(3);
  const std::vector<RecordedRequest> log = logged(testing::configuration(2));
  other.routes[0].primary = TargetIndex{2};
  other.routes[0].fallback = {TargetIndex{0}};
  const PolicyReplay replay = replayed(log, other);
  EXPECT_EQ(replay.ended(RequestEnd::NotKnown), replay.requests);
  EXPECT_EQ(replay.served_milli(), 0U);
}

TEST(PolicyReplay, OfALongerClockThanWasRecorded_IsModelled) {
  policy::Snapshot configuration = testing::configuration(1);
  std::vector<RecordedRequest> requests(1);
  requests[0].streamed = true;
  requests[0].attempts = {attempt_at("a", FailureClass::TimeoutFirstToken, 0), attempt_at("a", FailureClass::TimeoutFirstToken, 0)};
  for (RecordedAttempt& attempt : requests[0].attempts) attempt.elapsed = 2s;
  const PolicyReplay same = replayed(requests, configuration);
  EXPECT_EQ(same.targets[0].modelled, 0U);
  EXPECT_EQ(same.ended(RequestEnd::Failed), 1U);
  configuration.targets[0].timeouts.first_token = 5s;
  EXPECT_EQ(replayed(requests, configuration).targets[0].recorded, 0U);
}

TEST(PolicyReplay, WithoutSuchARoute_OrWithTooManyRequests_Fails) {
  const policy::Snapshot configuration = testing::configuration(1);
  EXPECT_EQ(replay_policy({}, configuration, "nowhere").error().code, Code::NotFound);
  EXPECT_EQ(replay_policy(std::vector<RecordedRequest>(kRecordedRequestsMax + 1), configuration, "assistant").error().code,
            Code::Exhausted);
}

struct ToldClass {
  FailureClass failure_class;
  int status;
};

/// Each class with the statuses with which logs tell it.
constexpr std::array kTold = std::to_array<ToldClass>({
    {FailureClass::Ok, 200},           {FailureClass::Auth, 401},           {FailureClass::Auth, 200},
    {FailureClass::Permission, 403},   {FailureClass::InvalidRequest, 400}, {FailureClass::ModelNotFound, 404},
    {FailureClass::WrongSurface, 404}, {FailureClass::StateMissing, 404},   {FailureClass::RateLimited, 429},
    {FailureClass::RateLimited, 200},  {FailureClass::QuotaExhausted, 402}, {FailureClass::Overloaded, 503},
    {FailureClass::Overloaded, 200},   {FailureClass::UpstreamError, 500},  {FailureClass::UpstreamError, 200},
    {FailureClass::TimeoutConnect, 0}, {FailureClass::TimeoutTotal, 0},     {FailureClass::NetworkDns, 0},
    {FailureClass::NetworkConnect, 0}, {FailureClass::NetworkTls, 0},       {FailureClass::NetworkReset, 0},
    {FailureClass::Truncated, 200},    {FailureClass::Malformed, 200},      {FailureClass::Empty, 200},
    {FailureClass::Ambiguous, 418},
});

TEST(PolicyReplay, TakesEachClassForWhatWasRecorded) {
  policy::Snapshot configuration = testing::configuration(1);
  configuration.routes[0].retry.attempts = configuration.routes[0].retry.attempts_per_target = 1;
  configuration.targets[0].timeouts.total = 1500ms;
  configuration.targets[0].timeouts.connect = 1s;
  configuration.targets[0].model = "m";
  for (const ToldClass& told : kTold) {
    for (const bool streamed : {false, true}) {
      std::vector<RecordedRequest> requests(1);
      requests[0].streamed = streamed;
      requests[0].attempts = {attempt_at("a", told.failure_class, told.status)};
      const auto ended = replay_policy(requests, configuration, "assistant").value();
      ASSERT_EQ(ended[0].attempts.size(), 1U) << name_of(told.failure_class);
      EXPECT_EQ(name_of(ended[0].attempts[0].failure_class), name_of(told.failure_class))
          << told.status << (streamed ? " streamed" : "");
    }
  }
}

TEST(PolicySettings, AreTakenOneByOne_UntilNothingDiffers) {
  policy::Snapshot was = testing::configuration(2);
  policy::Snapshot other = testing::configuration(3);
  policy::Route& route = other.routes[0];
  route.mode = policy::Mode::Manual;
  route.evidence = policy::EvidenceRule::Require;
  route.commit = policy::CommitRule::Complete;
  route.deadline = 7s;
  route.side_effects = policy::SideEffects::Possible;
  route.retry = {1, 1, 1ms, 2ms, 3ms};
  for (policy::Target& target : other.targets) {
    target.timeouts.connect = 9s;
    target.breaker.consecutive = 99;
    target.budget.enabled = false;
    target.max_inflight = 1;
  }
  for (const PolicySetting& setting : policy_settings()) {
    EXPECT_TRUE(setting.take(was, was.routes[0], other, route)) << setting.name;
    EXPECT_FALSE(setting.take(was, was.routes[0], other, route)) << setting.name;
  }
  EXPECT_EQ(was.routes[0].fallback.size(), 2U);
}

}  // namespace
}  // namespace jurymast::sim
