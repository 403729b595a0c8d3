#include "app/probe/preflight_command.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "app/exit_code.hpp"
#include "app/probe/preflight_drill.hpp"
#include "app/test_command.hpp"
#include "app/test_gateway.hpp"
#include "store/test_log.hpp"

namespace jurymast::app {
namespace {

using testing::ProbeScene;
using testing::Ran;
using testing::snapshot_for;
using testing::TestGateway;

/// What had become of the kill switch when the signal took effect.
constexpr std::sig_atomic_t kNotYet = 0;
constexpr std::sig_atomic_t kSwitchBack = 1;
constexpr std::sig_atomic_t kSwitchStillOn = 2;
volatile std::sig_atomic_t end_came = kNotYet;

class PreflightCommand : public ::testing::Test {
 protected:
  Ran run(const policy::Snapshot& snapshot, const std::string& format = "text") {
    SystemClock clock;
    Random random(7);
    PreflightOptions options;
    options.route = "assistant";
    options.format = format;
    options.canary_path = true;
    return testing::run_captured([&](std::FILE* out, std::FILE* complaints) {
      return run_preflight(options, snapshot, {clock, random, [](Duration) {}}, {out, complaints});
    });
  }
  std::string kill_path() const { return state_.path() + "/kill"; }
  std::string kill_text() const {
    std::ifstream file(kill_path(), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }

  store::testing::TemporaryDirectory state_;
};

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST_F(PreflightCommand, AnswersEightQuestions_AndLeavesTheKillSwitchAsItWas) {
  bool seen_on = false;
  TestGateway gateway(
      [&](ProbeScene& scene) {
        if (scene.target.empty() && std::filesystem::exists(kill_path())) seen_on = true;
      },
      state_.path());
  const Ran ran = run(snapshot_for(gateway), "json");
  const auto json = nlohmann::json::parse(ran.out);
  ASSERT_EQ(json.at("checks").size(), 8U);
  const char* names[] = {"authentication", "request shape",    "model configuration",
                         "latency",        "response parsing", "output validation",
                         "logging",        "rollback"};
  for (std::size_t i = 0; i < 8; ++i) {
    EXPECT_EQ(json.at("checks").at(i).at("check"), names[i]);
    EXPECT_EQ(json.at("checks").at(i).at("result"), "pass") << json.at("checks").at(i).dump();
  }
  EXPECT_EQ(ran.exit, kPass);
  for (const ProbeScene& scene : gateway.scenes()) EXPECT_TRUE(scene.canary_path) << scene.check;
  EXPECT_TRUE(seen_on);
  EXPECT_FALSE(std::filesystem::exists(kill_path()));
}

TEST_F(PreflightCommand, DoesNotPass_WhereNobodySaidHowLongUsersWait) {
  TestGateway gateway({}, state_.path());
  policy::Snapshot snapshot = snapshot_for(gateway);
  snapshot.routes[0].user_budget = {};
  const Ran ran = run(snapshot);
  EXPECT_EQ(ran.exit, kHold);
  EXPECT_TRUE(holds(ran.out, "missing  latency\n         within_latency_budget of happy_path at main: not known")) << ran.out;
}

TEST_F(PreflightCommand, LeavesTheLinesOfOthersInTheKillFile) {
  std::ofstream(kill_path()) << "draft\nagent";
  TestGateway gateway(
      [&](ProbeScene& scene) {
        // Somebody else uses the switch meanwhile.
        if (scene.target.empty() && holds(kill_text(), "assistant")) std::ofstream(kill_path(), std::ios::app) << "billing\n";
      },
      state_.path());
  const Ran ran = run(snapshot_for(gateway));
  EXPECT_TRUE(holds(ran.out, "pass     rollback\n")) << ran.out;
  EXPECT_EQ(kill_text(), "draft\nagent\nbilling\n");
}

TEST_F(PreflightCommand, FailsRollback_WhereTheGatewayDoesNotObey) {
  TestGateway gateway({}, state_.path());
  gateway.obeys_kill = false;
  const Ran ran = run(snapshot_for(gateway));
  EXPECT_EQ(ran.exit, kCheckFailed);
  EXPECT_TRUE(holds(ran.out, "fail     rollback\n         the gateway did not take up the kill file within 2 s")) << ran.out;
  EXPECT_FALSE(std::filesystem::exists(kill_path()));
}

TEST_F(PreflightCommand, FailsRollback_WhereTheFallbackStillTakesRequests) {
  TestGateway gateway(
      [&](ProbeScene& scene) {
        if (!scene.target.empty() || !std::filesystem::exists(kill_path())) return;
        scene.scene.operation.decision.fallback_taken = true;
        scene.scene.operation.decision.served_by_name = "spare";
      },
      state_.path());
  const Ran ran = run(snapshot_for(gateway));
  EXPECT_TRUE(holds(ran.out, "fail     rollback\n         with the kill switch on, a request was still taken by the fallback"))
      << ran.out;
  EXPECT_FALSE(std::filesystem::exists(kill_path()));
}

TEST_F(PreflightCommand, FailsRollback_WhereAProbeStillReachesTheFallback) {
  TestGateway gateway({}, state_.path());
  gateway.refuses_killed = false;
  const Ran ran = run(snapshot_for(gateway));
  EXPECT_TRUE(holds(ran.out, "fail     rollback\n         with the kill switch on, a probe still reached spare")) << ran.out;
  EXPECT_FALSE(std::filesystem::exists(kill_path()));
}

TEST_F(PreflightCommand, LeavesASwitchThatIsOnAlone_AndDoesNotPractise) {
  std::ofstream(kill_path()) << "assistant\n";
  TestGateway gateway({}, state_.path());
  const Ran ran = run(snapshot_for(gateway));
  EXPECT_TRUE(holds(ran.out, "missing  rollback\n         the kill switch is on already, and stays so")) << ran.out;
  EXPECT_EQ(kill_text(), "assistant\n");
}

TEST_F(PreflightCommand, DoesNotTakeUsersFallbackAway_InProduction) {
  TestGateway gateway({}, state_.path());
  policy::Snapshot snapshot = snapshot_for(gateway);
  snapshot.server.environment = "production";
  EXPECT_TRUE(holds(run(snapshot).out, "missing  rollback\n         not practised"));
  snapshot.routes[0].stop_condition.clear();
  EXPECT_EQ(run(snapshot).exit, kUsage);
}

TEST_F(PreflightCommand, TakesTheSwitchBack_WhenItIsInterrupted_AndThenEnds) {
  static std::string looked_at;
  looked_at = kill_path();
  end_came = kNotYet;
  struct sigaction action{};
  action.sa_handler = [](int) { end_came = ::access(looked_at.c_str(), F_OK) == 0 ? kSwitchStillOn : kSwitchBack; };
  struct sigaction before{};
  ASSERT_EQ(::sigaction(SIGINT, &action, &before), 0);
  TestGateway gateway(
      [&](ProbeScene& scene) {
        if (scene.target.empty() && std::filesystem::exists(kill_path())) ::kill(::getpid(), SIGINT);
      },
      state_.path());
  const Ran ran = run(snapshot_for(gateway));
  ::sigaction(SIGINT, &before, nullptr);
  EXPECT_EQ(end_came, kSwitchBack) << "it waits until the switch is back";
  EXPECT_TRUE(holds(ran.out, "missing  rollback")) << ran.out;
  EXPECT_FALSE(std::filesystem::exists(kill_path()));
}

}  // namespace
}  // namespace jurymast::app
