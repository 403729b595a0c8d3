#include <gtest/gtest.h>

#include "app/draw/build_report.hpp"
#include "app/exit_code.hpp"
#include "app/probe/compare_command.hpp"
#include "app/probe/preflight_command.hpp"
#include "app/probe/test_smoke.hpp"
#include "app/test_gateway.hpp"
#include "store/test_log.hpp"

namespace jurymast::app {
namespace {

using testing::fail_with;
using testing::holds;
using testing::ProbeScene;
using testing::Ran;
using testing::snapshot_for;
using testing::TestGateway;

constexpr std::string_view kCanary = "canary-7f3a91";
constexpr std::size_t kFormats = kPlainFormats;

/// Answers and errors that hold the canary wherever an upstream may write something.
void plant(ProbeScene& scene) {
  const std::string canary(kCanary);
  evidence::SmokeAnswer& answer = scene.scene.seen.answer;
  if (scene.fault == "none" && scene.target == "spare") {
    answer.body = R"({"id":")" + canary + R"(","object":"chat.completion","model":")" + canary +
                  R"(","choices":[{"index":0,"message":{"role":"assistant","content":")" + canary + R"("},"finish_reason":")" +
                  canary + R"("}],"usage":{"prompt_tokens":9,"completion_tokens":5,"total_tokens":14}})";
  } else if (scene.fault != "none" || scene.target == "main") {
    if (scene.fault == "none") fail_with(scene, FailureClass::Overloaded, 503);
    answer.body = R"({"error":{"message":")" + canary + R"(","type":")" + canary + R"(","code":")" + canary + R"("}})";
  }
}

Ran compare_in(std::string_view format, const TestGateway& gateway) {
  CompareOptions options;
  options.route = "assistant";
  options.samples = 12;
  options.format = format;
  SystemClock clock;
  Random random(6);
  return testing::run_captured([&](std::FILE* out, std::FILE* complaints) {
    return run_compare(options, snapshot_for(gateway), {clock, random, [](Duration) {}}, {out, complaints});
  });
}

Ran preflight_in(std::string_view format, const TestGateway& gateway) {
  PreflightOptions options;
  options.route = "assistant";
  options.format = format;
  SystemClock clock;
  Random random(7);
  return testing::run_captured([&](std::FILE* out, std::FILE* complaints) {
    return run_preflight(options, snapshot_for(gateway), {clock, random, [](Duration) {}}, {out, complaints});
  });
}

void expect_nothing_leaked(const Ran& ran, std::string_view format) {
  EXPECT_FALSE(ran.out.empty()) << format;
  for (const std::string& text : {ran.out, ran.complaints}) {
    EXPECT_FALSE(holds(text, kCanary)) << format << "\n" << text;
    EXPECT_FALSE(holds(text, "ticket-")) << format << "\n" << text;
    EXPECT_FALSE(holds(text, "compact JSON object")) << format << "\n" << text;
  }
}

TEST(CompareReport, HoldsNothingOfPromptsAnswersAndTickets_InAnyFormat) {
  const TestGateway gateway(plant);
  for (std::size_t i = 0; i < kFormats; ++i) expect_nothing_leaked(compare_in(kPrintFormatNames[i], gateway), kPrintFormatNames[i]);
}

TEST(PreflightReport, HoldsNothingOfPromptsAnswersAndTickets_InAnyFormat) {
  const store::testing::TemporaryDirectory state;
  const TestGateway gateway(plant, state.path());
  for (std::size_t i = 0; i < kFormats; ++i) {
    expect_nothing_leaked(preflight_in(kPrintFormatNames[i], gateway), kPrintFormatNames[i]);
  }
  for (const std::string& line : gateway.posted()) EXPECT_FALSE(holds(line, kCanary)) << line;
}

TEST(CompareReport, TellsBuildSystemsWhatIsWorseFromWhatIsNotKnown) {
  const TestGateway worse([](ProbeScene& scene) {
    if (scene.target == "spare") fail_with(scene, FailureClass::Overloaded, 503);
  });
  EXPECT_TRUE(holds(compare_in("junit", worse).out, "name=\"status, share\"><failure type=\"worse\""))
      << compare_in("junit", worse).out;
  EXPECT_TRUE(holds(compare_in("tap", worse).out, "not ok 1 - status, share\n  ---\n  result: worse\n"));
  EXPECT_TRUE(holds(compare_in("markdown", worse).out, "| worse | status, share |"));
  EXPECT_EQ(compare_in("sarif", worse).exit, kUsage) << "a comparison finds no places in files";
}

TEST(PreflightReport, TellsBuildSystemsWhatFailedFromWhatIsNotKnown) {
  const store::testing::TemporaryDirectory state;
  TestGateway gateway({}, state.path());
  gateway.probe_status = 429;
  const Ran junit = preflight_in("junit", gateway);
  EXPECT_EQ(junit.exit, kHold);
  EXPECT_TRUE(holds(junit.out, "name=\"authentication\"><skipped message=\"")) << junit.out;
  EXPECT_FALSE(holds(junit.out, "<failure")) << junit.out;
  EXPECT_TRUE(holds(preflight_in("tap", gateway).out, "ok 1 - authentication # SKIP "));
}

TEST(BuildReport, WritesOutWhatWouldBeReadAsMarkup) {
  const BuildReport report{.name = "a<b", .cases = {{"g", "one", BuildResult::Fail, "fail", "x\"y\n# SKIP"}}};
  EXPECT_TRUE(holds(build_junit(report), "name=\"a&lt;b\"")) << build_junit(report);
  EXPECT_FALSE(holds(build_tap(report), "# SKIP")) << build_tap(report);
  EXPECT_TRUE(holds(build_table(report), "| fail | one | x\"y # SKIP |")) << build_table(report);
}

}  // namespace
}  // namespace jurymast::app
