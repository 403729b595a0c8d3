#include "proxy/standing_board.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "proxy/status_json.hpp"
#include "proxy/test_plane.hpp"

namespace jurymast::proxy {
namespace {

using namespace std::chrono_literals;
using record::Tri;

class Standing : public TestPlane, public ::testing::Test {
 protected:
  void show(Tri newest, Duration first_passed_ago) {
    const WallTime wall = clock.wall_now();
    shared->adopt_standings(
        {{.route = "assistant", .target = "spare", .newest = newest, .at = wall, .first_passed = wall - first_passed_ago}}, wall,
        clock.now());
  }
  Tri evidence() { return shared->evidence_for(*snapshot, snapshot->routes[0], clock.now())[0]; }
  nlohmann::json route_status() {
    return nlohmann::json::parse(status_json(*shared, *snapshot, {.version = "1", .now = clock.now()})).at("routes")[0];
  }
  void break_primary() {
    const policy::Target& main = snapshot->targets[0];
    Random random(1);
    for (unsigned i = 0; i < main.breaker.consecutive; ++i) {
      policy::AdmissionAsk ask;
      ask.target = &main;
      const policy::Admission admission = shared->fleet.admit(ask, clock.now(), random);
      policy::Settlement settlement;
      settlement.target = &main;
      settlement.failure_class = FailureClass::UpstreamError;
      settlement.breaker_epoch = admission.facts.breaker_epoch;
      shared->fleet.settle(settlement, clock.now(), random);
    }
  }
};

TEST_F(Standing, IsUnknownUntilSomethingIsShown_AndReplacedAsAWhole) {
  EXPECT_EQ(evidence(), Tri::Unknown);
  show(Tri::True, 1h);
  EXPECT_EQ(evidence(), Tri::True);
  show(Tri::False, 1h);
  EXPECT_EQ(evidence(), Tri::False);
  shared->adopt_standings({}, clock.wall_now(), clock.now());
  EXPECT_EQ(evidence(), Tri::Unknown);
}

TEST_F(Standing, ThatFirstPassedAfterThePrimaryOpened_IsNoProof) {
  break_primary();
  show(Tri::True, 1h);
  EXPECT_EQ(evidence(), Tri::True);
  show(Tri::True, -1h);
  EXPECT_EQ(evidence(), Tri::Unknown);
}

TEST_F(Standing, IsToldByTheStatus) {
  EXPECT_EQ(route_status().at("fallback_evidence").at("spare"), "unknown");
  EXPECT_NE(route_status().at("unproven").dump().find("evidence"), std::string::npos);
  show(Tri::True, 1h);
  EXPECT_EQ(route_status().at("fallback_evidence").at("spare"), "true");
  EXPECT_EQ(route_status().at("unproven").dump().find("evidence"), std::string::npos);
}

}  // namespace
}  // namespace jurymast::proxy
