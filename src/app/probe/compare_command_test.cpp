#include "app/probe/compare_command.hpp"

#include <gtest/gtest.h>

#include "app/exit_code.hpp"
#include "app/probe/smoke_run.hpp"
#include "app/test_command.hpp"
#include "app/test_gateway.hpp"

namespace jurymast::app {
namespace {

using testing::ProbeScene;
using testing::Ran;
using testing::snapshot_for;
using testing::TestGateway;

struct Paced {
  Ran ran;
  Duration waited{0};
};

Paced run(const CompareOptions& options, const policy::Snapshot& snapshot) {
  SystemClock clock;
  Random random(6);
  Paced paced;
  paced.ran = testing::run_captured([&](std::FILE* out, std::FILE* complaints) {
    return run_compare(options, snapshot, {clock, random, [&](Duration time) { paced.waited += time; }}, {out, complaints});
  });
  return paced;
}

CompareOptions compare_of(unsigned samples) {
  CompareOptions options;
  options.route = "assistant";
  options.samples = samples;
  return options;
}

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

/// The primary is overloaded at every request.
void overload_primary(ProbeScene& scene) {
  if (scene.target != "main") return;
  record::Decision& decision = scene.scene.operation.decision;
  decision.outcome = record::Outcome::Failed;
  decision.failure_class = FailureClass::Overloaded;
  decision.served_by_name = {};
  scene.scene.seen.answer.status = 503;
  scene.scene.seen.answer.body = R"({"error":{"message":"busy","type":"server_error"}})";
}

TEST(CompareCommand, AsksBothSidesInTurn_TheSameRequest) {
  const TestGateway gateway;
  CompareOptions options = compare_of(12);
  options.canary_path = true;
  const Paced paced = run(options, snapshot_for(gateway));
  EXPECT_EQ(paced.ran.exit, kPass) << paced.ran.out;
  const auto scenes = gateway.scenes();
  ASSERT_EQ(scenes.size(), 24U);
  for (std::size_t i = 0; i < scenes.size(); i += 2) {
    EXPECT_NE(scenes[i].target, scenes[i + 1].target) << i;
    EXPECT_EQ(scenes[i].body, scenes[i + 1].body) << i;
    EXPECT_TRUE(scenes[i].canary_path && scenes[i + 1].canary_path) << i;
  }
  EXPECT_TRUE(gateway.posted().empty());
  EXPECT_TRUE(holds(paced.ran.complaints, "so it takes at least 60 s")) << paced.ran.complaints;
}

TEST(CompareCommand, SaysThatTheFallbackIsBetter_WhereThePrimaryFails_AndForWhichClass) {
  const TestGateway gateway(overload_primary);
  const Paced paced = run(compare_of(12), snapshot_for(gateway));
  EXPECT_EQ(paced.ran.exit, kPass);
  EXPECT_TRUE(holds(paced.ran.out, "The fallback is better")) << paced.ran.out;
  EXPECT_TRUE(holds(paced.ran.out, "failures by class\nbetter   overloaded, share")) << paced.ran.out;
}

TEST(CompareCommand, SaysThatItIsWorse_WhereItsAnswersCannotBeRead) {
  const TestGateway gateway([](ProbeScene& scene) {
    overload_primary(scene);
    if (scene.target == "spare") scene.scene.seen.answer.body = "{\"choices\":[";
  });
  const Paced paced = run(compare_of(12), snapshot_for(gateway));
  EXPECT_EQ(paced.ran.exit, kCheckFailed);
  EXPECT_TRUE(holds(paced.ran.out, "The fallback is worse: parse and validation")) << paced.ran.out;
}

TEST(CompareCommand, KnowsNothingAfterTooFewSamples) {
  const TestGateway gateway;
  CompareOptions options = compare_of(3);
  options.format = "json";
  const Paced paced = run(options, snapshot_for(gateway));
  EXPECT_EQ(paced.ran.exit, kHold);
  const auto json = nlohmann::json::parse(paced.ran.out);
  EXPECT_EQ(json.at("verdict"), "unknown");
  EXPECT_EQ(json.at("why"), "too few samples: 3 of 10 needed");
  EXPECT_EQ(json.at("rows").size(), 7U);
  EXPECT_EQ(paced.ran.complaints, "jurymast compare: 3 requests to each side\n") << "nothing is waited for";
}

TEST(CompareCommand, WaitsWhereTheProbesOfTheMinuteAreSpent_AndGivesUp) {
  TestGateway gateway;
  gateway.probe_status = 429;
  const Paced paced = run(compare_of(20), snapshot_for(gateway));
  EXPECT_EQ(paced.ran.exit, kHold);
  EXPECT_GE(paced.waited, kBlockedInARowMax * (kPacedTriesMax - 1) * kProbeEvery);
  EXPECT_TRUE(holds(paced.ran.out, "could not run and count for nothing")) << paced.ran.out;
}

TEST(CompareCommand, RefusesWhatCannotBeCompared) {
  const TestGateway gateway;
  policy::Snapshot snapshot = snapshot_for(gateway);
  EXPECT_EQ(run(compare_of(0), snapshot).ran.exit, kUsage);
  EXPECT_EQ(run(compare_of(101), snapshot).ran.exit, kUsage);
  CompareOptions other = compare_of(10);
  other.target = "main";
  EXPECT_EQ(run(other, snapshot).ran.exit, kUsage);
  snapshot.routes[0].fallback.clear();
  EXPECT_EQ(run(compare_of(10), snapshot).ran.exit, kUsage);
  EXPECT_TRUE(gateway.scenes().empty());
}

}  // namespace
}  // namespace jurymast::app
