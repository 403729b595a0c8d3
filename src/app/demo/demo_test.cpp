#include <gtest/gtest.h>

#include <cstdio>
#include <sstream>

#include "app/demo/demo_client.hpp"
#include "app/demo/demo_config.hpp"
#include "app/demo/demo_guide.hpp"
#include "app/demo/demo_process.hpp"
#include "app/demo/demo_report.hpp"
#include "config/fake_secrets.hpp"
#include "config/load_config.hpp"
#include "record/sequencer.hpp"
#include "record/test_operations.hpp"

namespace jurymast::app {
namespace {

HttpAnswer stream_answer(std::string body, bool whole = true) {
  return {200, {{"Content-Type", "text/event-stream"}, {"x-jurymast-target", "main"}}, std::move(body), whole};
}

constexpr const char* kWords = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n";
constexpr const char* kDone = "data: [DONE]\n\n";
constexpr const char* kError = "data: {\"error\":{\"message\":\"cut\"}}\n\n";

TEST(DemoClient, TakesABufferedAnswerWithContentForAnAnswer) {
  const HttpAnswer answer{200,
                          {{"x-jurymast-target", "spare"},
                           {"x-jurymast-fallback", "overloaded"},
                           {"x-jurymast-unproven", "evidence"},
                           {"x-jurymast-attempts", "3"},
                           {"x-request-id", "op_1"}},
                          R"({"choices":[{"message":{"content":"hi"}}]})",
                          true};
  const DemoSeen seen = read_demo_answer(answer, false);
  EXPECT_TRUE(seen.answered);
  EXPECT_EQ(seen.target, "spare");
  EXPECT_EQ(seen.fallback, "overloaded");
  EXPECT_EQ(seen.unproven, "evidence");
  EXPECT_EQ(seen.attempts, 3U);
  EXPECT_EQ(seen.request_id, "op_1");
}

TEST(DemoClient, DoesNotTakeErrorsOrHalvesForAnswers) {
  const std::string good = R"({"choices":[{"message":{"content":"hi"}}]})";
  EXPECT_FALSE(read_demo_answer({503, {}, good, true}, false).answered);
  EXPECT_FALSE(read_demo_answer({200, {}, good, false}, false).answered);
  EXPECT_FALSE(read_demo_answer({200, {}, R"({"error":{}})", true}, false).answered);
  EXPECT_FALSE(read_demo_answer({200, {}, "no json", true}, false).answered);
  EXPECT_FALSE(read_demo_answer({200, {}, R"({"choices":[{"message":{"content":""}}]})", true}, false).answered);
  EXPECT_FALSE(read_demo_answer({200, {}, good, true}, true).answered) << "a stream was asked for";
}

TEST(DemoClient, TakesAStreamForAnAnswerOnlyWithContentAndItsEnd) {
  EXPECT_TRUE(read_demo_answer(stream_answer(std::string(kWords) + kDone), true).answered);
  EXPECT_FALSE(read_demo_answer(stream_answer(kWords), true).answered);
  EXPECT_FALSE(read_demo_answer(stream_answer(kDone), true).answered);
  EXPECT_FALSE(read_demo_answer(stream_answer(std::string(kWords) + kDone, false), true).answered);
}

TEST(DemoClient, SeesAnErrorInsideAStream) {
  const DemoSeen seen = read_demo_answer(stream_answer(std::string(kWords) + kError), true);
  EXPECT_FALSE(seen.answered);
  EXPECT_TRUE(seen.some_content);
  EXPECT_TRUE(seen.error_event);
  EXPECT_FALSE(seen.clean_end);
}

DemoPlaces places() {
  return {.listen = 4001,
          .admin = 4002,
          .primary = "http://127.0.0.1:4003",
          .spare = "http://127.0.0.1:4004",
          .state = "/tmp/demo/state",
          .key = "/secrets/private",
          .contract = "cometapi"};
}

TEST(DemoConfig, CanBeServed) {
  config::FakeSecrets secrets;
  const auto loaded = config::load_config(demo_config(places()), "jurymast.toml", secrets);
  ASSERT_TRUE(loaded.ok()) << loaded.problem_text();
  const auto route = loaded.snapshot->find_route(Family::ChatCompletions, "whatever the client says");
  ASSERT_TRUE(route);
  EXPECT_EQ(loaded.snapshot->route(*route).name, kDemoRoute);
}

TEST(DemoConfig, LeavesTheLoneRouteWithoutFallback) {
  config::FakeSecrets secrets;
  const auto loaded = config::load_config(demo_config(places()), "jurymast.toml", secrets);
  ASSERT_TRUE(loaded.ok()) << loaded.problem_text();
  const auto route = loaded.snapshot->find_route(Family::ChatCompletions, kDemoLoneRoute);
  ASSERT_TRUE(route);
  EXPECT_EQ(loaded.snapshot->route(*route).name, kDemoLoneRoute);
  EXPECT_EQ(loaded.snapshot->route(*route).mode, policy::Mode::Off);
}

DemoSeen seen_by(const char* target, const char* fallback, int took_ms) {
  DemoSeen seen;
  seen.answered = true;
  seen.target = target;
  seen.fallback = fallback;
  seen.took = std::chrono::milliseconds(took_ms);
  return seen;
}

DemoPhase outage_phase() {
  DemoPhase phase;
  phase.name = "primary answers 503";
  phase.add(seen_by("main", "", 12));
  phase.add(seen_by("spare", "overloaded", 310));
  phase.add(seen_by("spare", "breaker_open", 11));
  DemoSeen lost;
  lost.took = std::chrono::milliseconds(40);
  phase.add(lost);
  phase.primary_saw = 3;
  phase.spare_saw = 2;
  return phase;
}

TEST(DemoReport, CountsWhoAnsweredAndWhoWasRescued) {
  const DemoPhase phase = outage_phase();
  EXPECT_EQ(phase.sent, 4U);
  EXPECT_EQ(phase.answered, 3U);
  EXPECT_EQ(phase.by_primary, 1U);
  EXPECT_EQ(phase.by_spare, 2U);
  EXPECT_EQ(phase.rescued, 2U);
  EXPECT_EQ(phase.slowest, std::chrono::milliseconds(310));
  EXPECT_EQ(phase.lost_status, 0);
}

TEST(DemoReport, TableFitsATerminal_AndHasARowForEachPhase) {
  const std::string table = phase_table({outage_phase(), outage_phase()});
  EXPECT_EQ(table,
            "                                the client's view           upstream requests\n"
            "                              sent answered  lost  slowest        main  spare\n"
            "  primary answers 503            4        3     1   310 ms           3      2\n"
            "  primary answers 503            4        3     1   310 ms           3      2\n");
  std::istringstream lines(table);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << line;
}

TEST(DemoReport, SummaryOwnsUpToWhatWasNotAnswered_AndToWhatIsNotKnown) {
  const std::string bad = demo_summary({outage_phase()}, "evidence");
  EXPECT_NE(bad.find("1 of 4 requests were not answered"), std::string::npos) << bad;
  EXPECT_NE(bad.find("unproven: evidence"), std::string::npos) << bad;

  DemoPhase good;
  good.add(seen_by("spare", "overloaded", 1));
  const std::string text = demo_summary({good}, "");
  EXPECT_NE(text.find("Each of the 1 requests was answered whole; 1 of them by the fallback."), std::string::npos) << text;
  EXPECT_EQ(text.find("unproven"), std::string::npos) << text;
}

TEST(DemoReport, ComparisonSaysThatItIsArithmetic) {
  const std::string text = naive_comparison(60, 7);
  EXPECT_NE(text.find("saw 7 attempts for 60 requests"), std::string::npos) << text;
  EXPECT_NE(text.find("180 (arithmetic, 60 x 3;\nnot measured here)"), std::string::npos) << text;
}

TEST(DemoReport, ReadsCountersOnly) {
  const auto counters = read_counters(
      "# HELP a_total words 7\n# TYPE a_total counter\na_total{x=\"1 2\"} 5\na_total 6\nb_bucket{le=\"1\"} 2\nb_count 2\nc "
      "9\nd_total nan\n\n");
  const std::map<std::string, std::uint64_t> expected{{"a_total{x=\"1 2\"}", 5}, {"a_total", 6}};
  EXPECT_EQ(counters, expected);
}

TEST(DemoReport, ShowsWhatMoved_MostFirst_ThreeOfEachMetric) {
  const std::string before = "jurymast_attempts_total{class=\"ok\"} 4\njurymast_attempts_total{class=\"overloaded\"} 2\n";
  const std::string after =
      "jurymast_attempts_total{class=\"ok\"} 104\njurymast_attempts_total{class=\"overloaded\"} 2\n"
      "jurymast_attempts_total{class=\"malformed\"} 2\njurymast_attempts_total{class=\"timeout_total\"} "
      "3\njurymast_attempts_total{class=\"truncated\"} 1\n"
      "jurymast_rescued_total{route=\"assistant\"} 9\njurymast_other_total 8\n";
  EXPECT_EQ(moved_metrics(before, after),
            "   +100  jurymast_attempts_total{class=\"ok\"}\n"
            "     +3  jurymast_attempts_total{class=\"timeout_total\"}\n"
            "     +2  jurymast_attempts_total{class=\"malformed\"}\n"
            "     +9  jurymast_rescued_total{route=\"assistant\"}\n");
}

TEST(DemoReport, MarksWhatDidNotHold_InColourOnlyWhereAsked) {
  const std::vector<DemoExpectation> expectations{{"this was so", true}, {"that was not", false}};
  EXPECT_EQ(expectation_lines(expectations, Paint(false)), "  ok   this was so\n  FAIL that was not\n");
  EXPECT_NE(expectation_lines(expectations, Paint(true)).find("\x1b[31mFAIL\x1b[0m"), std::string::npos);
}

TEST(DemoReport, CountsOperationsByOutcome_AndDamagedLinesApart) {
  record::Operation cut = record::testing::served(2);
  cut.decision.outcome = record::Outcome::Partial;
  record::Sequencer sequencer(1);
  std::string log;
  for (const record::Operation& operation : {record::testing::served(0), record::testing::rescued(1), cut}) {
    sequencer.put(record::render(operation), log);
  }
  DemoRecordCount count;
  std::istringstream lines(log);
  for (std::string line; std::getline(lines, line);) count.add(line);
  count.add("not a line");
  EXPECT_EQ(count.operations, 3U);
  EXPECT_EQ(count.damaged_lines, 1U);
  EXPECT_EQ(record_line(count), "3 operations: 2 complete, 1 partial");
}

TEST(DemoGuide, NamesEveryAddressItWasGiven) {
  const std::string guide = keep_guide({.gateway = "http://127.0.0.1:1",
                                        .admin = "http://127.0.0.1:2",
                                        .primary = "http://127.0.0.1:3",
                                        .config_file = "/t/j.toml",
                                        .program = "bin/jurymast"});
  EXPECT_NE(guide.find("OPENAI_BASE_URL=http://127.0.0.1:1/v1"), std::string::npos);
  EXPECT_NE(guide.find("http://127.0.0.1:2/metrics"), std::string::npos);
  EXPECT_NE(guide.find("http://127.0.0.1:3/_mock/faults -d '{\"rules\":[{\"fault\":\"503\"}]}'"), std::string::npos);
  EXPECT_NE(guide.find("  bin/jurymast status --config /t/j.toml"), std::string::npos);
}

class DemoProcessTest : public testing::Test {
 protected:
  Result<std::unique_ptr<DemoProcess>> shell(const char* script) {
    return DemoProcess::start({.arguments = {"-c", script}, .log_file = log_, .program = "/bin/sh"}, clock_);
  }
  ~DemoProcessTest() override { std::remove(log_.c_str()); }

  SystemClock clock_;
  std::string log_ = testing::TempDir() + "jurymast-demo-process-test.log";
};

TEST_F(DemoProcessTest, WaitsForTheLine_AndReadsTheRest) {
  auto process = shell("echo first; echo ready at 7; echo last; exit 3");
  ASSERT_TRUE(process) << process.error().message;
  const auto line = (*process)->wait_for_line("ready", std::chrono::seconds(5));
  ASSERT_TRUE(line) << line.error().message;
  EXPECT_EQ(*line, "ready at 7");
  const auto text = (*process)->read_to_end(std::chrono::seconds(5));
  ASSERT_TRUE(text) << text.error().message;
  EXPECT_EQ(*text, "first\nready at 7\nlast\n");
  EXPECT_EQ((*process)->exit_code(), 3);
}

TEST_F(DemoProcessTest, SaysWhenTheLineNeverComes) {
  auto ended = shell("echo other");
  ASSERT_TRUE(ended);
  EXPECT_FALSE((*ended)->wait_for_line("ready", std::chrono::seconds(5)));
  auto silent = shell("exec sleep 30");
  ASSERT_TRUE(silent);
  EXPECT_FALSE((*silent)->wait_for_line("ready", std::chrono::milliseconds(50)));
}

TEST_F(DemoProcessTest, StopsAProcessThatRuns) {
  auto process = shell("echo up; exec sleep 30");
  ASSERT_TRUE(process);
  ASSERT_TRUE((*process)->wait_for_line("up", std::chrono::seconds(5)));
  EXPECT_TRUE((*process)->running());
  const MonotonicTime began = clock_.now();
  (*process)->stop();
  EXPECT_FALSE((*process)->running());
  EXPECT_LT(clock_.now() - began, kChildStopTimeMax);
}

TEST_F(DemoProcessTest, SaysThatAProgramIsMissing) {
  auto process = DemoProcess::start({.arguments = {}, .log_file = log_, .program = "/nonexistent"}, clock_);
  ASSERT_TRUE(process);
  const auto text = (*process)->read_to_end(std::chrono::seconds(5));
  ASSERT_TRUE(text) << text.error().message;
  EXPECT_EQ(*text, "");
  EXPECT_EQ((*process)->exit_code(), 127);
}

}  // namespace
}  // namespace jurymast::app
