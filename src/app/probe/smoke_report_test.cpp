#include "app/probe/smoke_report.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>

#include "app/exit_code.hpp"
#include "app/probe/smoke_command.hpp"
#include "app/probe/test_smoke.hpp"
#include "app/test_command.hpp"
#include "app/test_gateway.hpp"
#include "review/claims.hpp"

namespace jurymast::app {
namespace {

using testing::fail_with;
using testing::holds;
using testing::ProbeScene;
using testing::Ran;
using testing::run_caught;
using testing::smoke_of;
using testing::snapshot_for;
using testing::TestGateway;

TEST(SmokeReport, HoldsNothingOfPromptsAnswersAndTickets_InAnyFormat) {
  const std::string canary = "canary-7f3a91";
  const TestGateway gateway([&](ProbeScene& scene) {
    evidence::SmokeAnswer& answer = scene.scene.seen.answer;
    if (scene.check == "happy_path" && scene.target == "spare") {
      answer.status = 200;
      answer.body = R"({"object":")" + canary + R"(","choices":[{"message":{"content":")" + canary + R"("},"finish_reason":")" +
                    canary + R"("}],"error":{"message":")" + canary + R"(","code":")" + canary + R"("}})";
    } else if (scene.fault != "none") {
      answer.body = R"({"error":{"message":")" + canary + R"(","code":")" + canary + R"("}})";
    }
  });
  for (const char* format : {"text", "json", "junit", "tap", "markdown"}) {
    SmokeOptions options = smoke_of("assistant");
    options.format = format;
    const Ran ran = run_caught(options, snapshot_for(gateway));
    EXPECT_EQ(ran.exit, kCheckFailed) << format;
    for (const std::string& text : {ran.out, ran.complaints}) {
      EXPECT_FALSE(holds(text, canary)) << format;
      EXPECT_FALSE(holds(text, "ticket-")) << format;
      EXPECT_FALSE(holds(text, "compact JSON object")) << format;
    }
  }
  for (const std::string& line : gateway.posted()) {
    EXPECT_FALSE(holds(line, canary));
    EXPECT_FALSE(holds(line, "ticket-"));
    EXPECT_FALSE(holds(line, "compact JSON object"));
  }
}

TEST(SmokeReport, NotesWhetherRetriesCouldAddPressure_OfARateLimitAndAnOverload) {
  for (const auto& [failure_class, status] :
       {std::pair(FailureClass::RateLimited, 429), std::pair(FailureClass::Overloaded, 503)}) {
    const TestGateway gateway([failure_class, status](ProbeScene& scene) {
      if (scene.fault == "none") fail_with(scene, failure_class, static_cast<std::uint16_t>(status));
    });
    SmokeOptions options = smoke_of("assistant");
    options.target = "main";
    options.check = "happy_path";
    options.buffered = true;
    for (const char* format : {"text", "markdown"}) {
      options.format = format;
      const std::string report = run_caught(options, snapshot_for(gateway)).out;
      EXPECT_TRUE(holds(report,
                        "1 attempts for 1 operations: retry amplification 1.00. Overload signals seen: 1; retries would add "
                        "pressure now."))
          << report;
    }
    options.format = "json";
    const auto json = nlohmann::json::parse(run_caught(options, snapshot_for(gateway)).out);
    EXPECT_EQ(json.at("overload_signals_seen"), 1U);
    EXPECT_EQ(json.at("retry_amplification_factor"), "1.00");
  }
}

TEST(SmokeReport, CountsTheAttemptsOfEachOperation) {
  const TestGateway gateway([](ProbeScene& scene) {
    auto& attempts = scene.scene.operation.decision.attempts;
    attempts.push_back(attempts.back());
  });
  SmokeOptions options = smoke_of("assistant");
  options.target = "main";
  options.check = "happy_path";
  options.buffered = true;
  const std::string report = run_caught(options, snapshot_for(gateway)).out;
  EXPECT_TRUE(holds(report, "2 attempts for 1 operations: retry amplification 2.00. Overload signals seen: 0.")) << report;
}

TEST(SmokeReport, NamesTheDocumentedMemberOfARefusal) {
  const TestGateway gateway;
  SmokeOptions options = smoke_of("assistant");
  options.target = "spare";
  options.check = "error_missing_field";
  options.buffered = true;
  const std::string report = run_caught(options, snapshot_for(gateway)).out;
  EXPECT_TRUE(holds(report, "the member /messages, which was left out, is documented at https://")) << report;
  EXPECT_TRUE(holds(report, " (read: ")) << report;
}

TEST(SmokeReport, ClaimsNothingThatNoCheckShows) {
  const TestGateway gateway([](ProbeScene& scene) {
    if (scene.target == "spare") fail_with(scene, FailureClass::Overloaded, 503);
  });
  const review::ClaimSearch claims;
  for (const char* format : {"text", "tap", "markdown"}) {
    SmokeOptions options = smoke_of("assistant");
    options.format = format;
    std::istringstream lines(run_caught(options, snapshot_for(gateway)).out);
    for (std::string line; std::getline(lines, line);) {
      // The sentence of what is not shown denies each claim by its name.
      if (line.starts_with("Not shown: ")) continue;
      const review::Rule* const broken = claims.first_in(line);
      EXPECT_EQ(broken, nullptr) << broken->id << ": " << line;
    }
  }
}

TEST(SmokeReport, TellsWhatCouldNotRunFromWhatFailed_InEveryFormat) {
  TestGateway gateway([](ProbeScene& scene) {
    if (scene.fault == "none" && scene.target == "spare") fail_with(scene, FailureClass::UpstreamError, 500);
    scene.recorded = scene.fault != "client_fault";
  });
  SmokeOptions options = smoke_of("assistant");
  options.buffered = true;
  options.target = "spare";
  const policy::Snapshot snapshot = snapshot_for(gateway);
  options.format = "junit";
  const std::string junit = run_caught(options, snapshot).out;
  EXPECT_TRUE(holds(junit, R"(tests="4" failures="1" errors="1")")) << junit;
  options.format = "tap";
  const std::string tap = run_caught(options, snapshot).out;
  EXPECT_TRUE(holds(tap, "1..4\nnot ok 1 - happy_path spare (forced, buffered)\n  ---\n  result: fail\n")) << tap;
  EXPECT_TRUE(holds(tap, "not ok 4 - error_client_fault spare (forced, buffered)\n  ---\n  result: blocked\n")) << tap;
  options.format = "json";
  const auto json = nlohmann::json::parse(run_caught(options, snapshot).out);
  EXPECT_EQ(json.at("failed"), 1);
  EXPECT_EQ(json.at("blocked"), 1);
  EXPECT_EQ(json.at("checks").at(0).at("assertions").at("status_success"), "fail");
  EXPECT_EQ(json.at("checks").at(3).at("result"), "blocked");
  options.format = "markdown";
  EXPECT_TRUE(holds(run_caught(options, snapshot).out, "| blocked | error_client_fault | spare |"));
}

}  // namespace
}  // namespace jurymast::app
