#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>
#include <nlohmann/json.hpp>

#include "app/exit_code.hpp"
#include "app/log_explain.hpp"
#include "app/log_export.hpp"
#include "app/log_forget.hpp"
#include "app/log_show.hpp"
#include "app/log_tail.hpp"
#include "app/log_text.hpp"
#include "app/log_verify.hpp"
#include "app/test_command.hpp"
#include "record/events.hpp"
#include "record/hash_keys.hpp"
#include "record/line.hpp"
#include "record/sequencer.hpp"
#include "store/month_key.hpp"
#include "store/record_key.hpp"
#include "store/test_log.hpp"

namespace jurymast::app {
namespace {

using store::testing::id_text;
using Sink = testing::MemoryStream;
using namespace std::chrono_literals;

/// The same words however they are wrapped.
std::string without_space(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '\n'; });
  return text;
}

record::Operation failed(std::uint64_t number) {
  record::Operation operation = record::testing::served(number);
  operation.decision.outcome = record::Outcome::Failed;
  operation.decision.status = 502;
  operation.decision.failure_class = FailureClass::UpstreamError;
  operation.decision.committed = false;
  operation.decision.final_answer = true;
  operation.decision.served_by_name = {};
  operation.decision.attempts.clear();
  auto first = record::testing::attempt_at("main", FailureClass::UpstreamError, 500);
  first.next = record::NextStep::SameTarget;
  auto second = first;
  second.number = 2;
  second.next = record::NextStep::Final;
  second.backoff_actual = 120ms;
  second.admission.budget_after_milli = 9000;
  second.retry = record::RetryDecision::DeniedBudget;
  second.maybe_executed = true;
  operation.decision.attempts = {first, second};
  operation.shape = {};
  return operation;
}

record::Operation refused(std::uint64_t number) {
  record::Operation operation;
  operation.start = record::testing::start_of(number);
  operation.start.route = {};
  operation.decision.refusal = Refusal::RouteUnknown;
  operation.decision.status = 404;
  return operation;
}

/// A log of six operations: served, rescued, failed, refused, interrupted and one of route `other`.
class LogCommands : public ::testing::Test {
 protected:
  LogCommands() {
    ::setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
    ::tzset();
    record::SnapshotRecord snapshot;
    snapshot.at = record::testing::start_of(0).at;
    snapshot.version = 1;
    snapshot.targets.push_back({"main", "api.openai.com:443", {Family::ChatCompletions}, "env", "gpt-5.1"});
    snapshot.targets.push_back({"spare", "api.cometapi.com:443", {Family::ChatCompletions}, "env", "gpt-5.1-mini"});
    snapshot.routes.push_back(
        {"assistant", Family::ChatCompletions, "main", {"spare"}, "automatic", "first_content", "warn", 3, 2});
    add(record::render(record::BootRecord{snapshot.at, record::BootEvent::Start, "01BOOT", "0.1.0", 7, 9}));
    add(record::render_snapshot(snapshot).front());
    add(record::render(record::testing::served(1)));
    add(record::render(record::testing::rescued(2)));
    add(record::render(failed(3)));
    add(record::render(refused(4)));
    add(record::interrupted_record(record::render_start(record::testing::start_of(5))));
    record::Operation other = record::testing::served(60'000);
    other.start.route = "other";
    other.start.client_request_hash = 0x0123456789abcdefU;
    add(record::render(other));
  }

  void add(const std::string& record) {
    std::string line;
    record::number_line(record, ++seq_, line);
    write(line);
  }
  void write(std::string_view text) {
    const std::string log = state_.path() + "/log";
    std::filesystem::create_directories(log);
    std::ofstream(log + "/current.jsonl", std::ios::binary | std::ios::app) << text;
  }
  std::string log_text() const { return *store::read_file(state_.path() + "/log/current.jsonl", 1 << 20); }
  void replace_log(const std::string& text) {
    std::filesystem::remove(state_.path() + "/log/current.jsonl");
    write(text);
  }

  int verify(bool json = false) {
    Sink out;
    const int code = run_log_verify({.state = state_.path(), .json = json}, out.file(), stderr);
    output_ = out.text();
    return code;
  }
  int explain(std::uint64_t number, bool json = false) {
    Sink out;
    const int code = run_log_explain({state_.path(), id_text(number), json}, out.file(), stderr);
    output_ = out.text();
    return code;
  }
  int tail(LogTailOptions options) {
    options.state = state_.path();
    Sink out;
    const int code = run_log_tail(options, out.file(), stderr);
    output_ = out.text();
    return code;
  }
  int export_lines(LogExportOptions options) {
    options.state = state_.path();
    Sink out;
    Sink err;
    const int code = run_log_export(options, clock_, out.file(), err.file());
    output_ = out.text() + err.text();
    return code;
  }
  std::size_t output_lines() const { return static_cast<std::size_t>(std::count(output_.begin(), output_.end(), '\n')); }

  /// Compares with tests/golden/log/<name>.txt, or writes it where GOLDEN_UPDATE is set.
  void expect_golden(const std::string& name) const {
    const std::string path = std::string(JURYMAST_SOURCE_DIR) + "/tests/golden/log/" + name + ".txt";
    if (std::getenv("GOLDEN_UPDATE") != nullptr) std::ofstream(path, std::ios::trunc) << output_;
    const auto golden = store::read_file(path, 1 << 20);
    ASSERT_TRUE(golden) << golden.error().message;
    EXPECT_EQ(output_, *golden) << "GOLDEN_UPDATE=1 rewrites " << path;
  }

  store::testing::TemporaryDirectory state_;
  ManualClock clock_;
  std::uint64_t seq_ = 0;
  std::string output_;
};

TEST_F(LogCommands, TailPrintsOneLineForEachRecord) {
  EXPECT_EQ(tail({}), kPass);
  expect_golden("tail");
}

TEST_F(LogCommands, TailKeepsToItsCount_AndToFailures) {
  EXPECT_EQ(tail({.lines = 2}), kPass);
  EXPECT_EQ(output_lines(), 2U);
  EXPECT_EQ(tail({.failures = true}), kPass);
  EXPECT_EQ(output_lines(), 3U);
  EXPECT_EQ(output_.find(id_text(1)), std::string::npos);
  for (const std::uint64_t number : {3U, 4U, 5U}) EXPECT_NE(output_.find(id_text(number)), std::string::npos);
}

TEST_F(LogCommands, TailAsJsonGivesTheLinesThemselves) {
  EXPECT_EQ(tail({.lines = 1000, .json = true}), kPass);
  EXPECT_EQ(output_, log_text());
}

TEST_F(LogCommands, TailFollowsWhatComes_EachLineOnce) {
  int turns = 0;
  LogTailOptions options{.lines = 1, .follow = true};
  options.wait = [&] {
    if (++turns > 3) return false;
    add(record::render(record::testing::served(100U + static_cast<unsigned>(turns))));
    return true;
  };
  EXPECT_EQ(tail(options), kPass);
  EXPECT_EQ(output_lines(), 4U);
}

TEST_F(LogCommands, TailOfNoLogIsEmpty) {
  const store::testing::TemporaryDirectory empty;
  Sink out;
  EXPECT_EQ(run_log_tail({.state = empty.path()}, out.file(), stderr), kPass);
  EXPECT_EQ(out.text(), "");
}

TEST_F(LogCommands, ShowPrintsTheWholeRecord) {
  Sink out;
  ASSERT_EQ(run_log_show({state_.path(), id_text(2), {}, false}, out.file(), stderr), kPass);
  const auto record = nlohmann::json::parse(out.text());
  EXPECT_EQ(record.at("id"), id_text(2));
  EXPECT_EQ(record.at("served_by"), "spare");
}

TEST_F(LogCommands, ShowOfAnUnknownIdFails_AndOfNoIdIsMisuse) {
  Sink out;
  Sink err;
  EXPECT_EQ(run_log_show({state_.path(), id_text(99), {}, false}, out.file(), err.file()), kCheckFailed);
  EXPECT_EQ(run_log_show({state_.path(), "req-123", {}, false}, out.file(), err.file()), kUsage);
  EXPECT_NE(err.text().find("--request-id"), std::string::npos);
  EXPECT_EQ(out.text(), "");
}

TEST_F(LogCommands, ShowFindsACallersOwnIdByItsKeyedHash) {
  const LogShowOptions wanted{state_.path(), {}, "order-4711", true};
  Sink nothing;
  Sink err;
  EXPECT_EQ(run_log_show(wanted, nothing.file(), err.file()), kUsage) << "without the key nothing can be found";
  const auto first = store::load_or_create_record_key(state_.path());
  const auto october = store::load_or_create_month_key(state_.path(), 2026y / 10);
  const auto november = store::load_or_create_month_key(state_.path(), 2026y / 11);
  ASSERT_TRUE(first && october && november);
  EXPECT_EQ(run_log_show(wanted, nothing.file(), err.file()), kCheckFailed);
  for (const auto& [number, key] : {std::pair(70U, &*first), std::pair(71U, &*october), std::pair(72U, &*november)}) {
    record::Operation operation = record::testing::served(number);
    operation.start.client_request_hash = record::HashKeys(*key).of_id("order-4711");
    add(record::render(operation));
  }
  Sink out;
  EXPECT_EQ(run_log_show(wanted, out.file(), err.file()), kPass);
  for (const unsigned number : {70U, 71U, 72U}) EXPECT_NE(out.text().find(id_text(number)), std::string::npos) << number;
  EXPECT_EQ(log_text().find("order-4711"), std::string::npos);
}

TEST_F(LogCommands, ForgetMakesTheHashesOfOldMonthsMeaningless_AndLeavesTheLogWhole) {
  constexpr WallTime kNow{std::chrono::sys_days(2026y / 11 / 21).time_since_epoch()};
  const auto first = store::load_or_create_record_key(state_.path());
  const auto october = store::load_or_create_month_key(state_.path(), 2026y / 10);
  const auto november = store::load_or_create_month_key(state_.path(), 2026y / 11);
  ASSERT_TRUE(first && october && november);
  record::Operation operation = record::testing::served(71);
  operation.start.client_request_hash = record::HashKeys(*october).of_id("order-4711");
  add(record::render(operation));
  const std::string log = log_text();
  const LogShowOptions wanted{state_.path(), {}, "order-4711", true};
  Sink out;
  Sink err;
  EXPECT_EQ(run_log_forget({state_.path(), "2026-11", true}, kNow, out.file(), err.file()), kPass);
  EXPECT_EQ(out.text(), "2026-10: its key would be destroyed\n");
  EXPECT_EQ(run_log_show(wanted, out.file(), err.file()), kPass) << "nothing was destroyed yet";
  EXPECT_EQ(run_log_forget({state_.path(), "2026-11"}, kNow, out.file(), err.file()), kPass);
  EXPECT_EQ(run_log_show(wanted, out.file(), err.file()), kCheckFailed);
  EXPECT_NE(err.text().find("were not destroyed"), std::string::npos);
  EXPECT_EQ(log_text(), log);
  EXPECT_EQ(store::months_with_keys(state_.path()), std::vector{2026y / 11});
  EXPECT_EQ(run_log_forget({state_.path(), "2026-11"}, kNow, out.file(), err.file()), kCheckFailed) << "there is none left";
}

TEST_F(LogCommands, ForgetKeepsTheMonthThatAGatewayUses) {
  constexpr WallTime kNow{std::chrono::sys_days(2026y / 11 / 21).time_since_epoch()};
  Sink out;
  Sink err;
  EXPECT_EQ(run_log_forget({state_.path(), "2026-12"}, kNow, out.file(), err.file()), kUsage);
  EXPECT_EQ(run_log_forget({state_.path(), "november"}, kNow, out.file(), err.file()), kUsage);
  EXPECT_EQ(err.text(),
            "jurymast log: the key of 2026-11 is in use; the keys before it can be destroyed: --before 2026-11\n"
            "jurymast log: `november` is no month; write it as 2026-11\n");
}

TEST_F(LogCommands, ExportFilters) {
  EXPECT_EQ(export_lines({}), kPass);
  EXPECT_EQ(output_, log_text());
  EXPECT_EQ(export_lines({.route = "other"}), kPass);
  EXPECT_EQ(output_lines(), 1U);
  EXPECT_EQ(export_lines({.failures = true}), kPass);
  EXPECT_EQ(output_lines(), 3U);
  // The clock stands at the moment of the first record; the last one is a minute younger.
  EXPECT_EQ(export_lines({.since = "2026-06-21T00:00:30Z"}), kPass);
  EXPECT_EQ(output_lines(), 1U);
  EXPECT_EQ(export_lines({.until = "2026-06-21T02:00:30+02:00"}), kPass);
  EXPECT_EQ(output_lines(), 7U);
  EXPECT_EQ(export_lines({.since = "1s"}), kPass);
  EXPECT_EQ(output_lines(), 8U);
  clock_.advance(59s);
  EXPECT_EQ(export_lines({.since = "10s"}), kPass);
  EXPECT_EQ(output_lines(), 1U);
}

TEST_F(LogCommands, ExportSaysWhatATimeIs) {
  EXPECT_EQ(export_lines({.since = "yesterday"}), kUsage);
  EXPECT_NE(output_.find("30m"), std::string::npos);
  EXPECT_EQ(export_lines({.since = "1m", .until = "2m"}), kUsage);
}

TEST_F(LogCommands, ExportTellsGapsWhateverIsAskedFor) {
  add(record::render(record::GapRecord{record::testing::start_of(9).at, record::GapReason::QueueFull, 4}));
  EXPECT_EQ(export_lines({.route = "other"}), kPass);
  EXPECT_EQ(output_lines(), 2U);
}

TEST_F(LogCommands, ExplainAnswersTheFourQuestions_OfAServedOperation) {
  EXPECT_EQ(explain(1), kPass);
  expect_golden("explain-served");
}

TEST_F(LogCommands, ExplainSaysTheSameAsJson) {
  EXPECT_EQ(explain(1), kPass);
  const std::string words = without_space(output_);
  EXPECT_EQ(explain(1, true), kPass);
  const auto report = nlohmann::json::parse(output_);
  EXPECT_EQ(report["operation"], id_text(1));
  EXPECT_EQ(report["all_answered"], true);
  ASSERT_GE(report["parts"].size(), 5U) << "the head and four questions";
  for (const auto& part : report["parts"]) {
    EXPECT_NE(words.find(without_space(part["question"].get<std::string>())), std::string::npos);
    EXPECT_FALSE(part["sentences"].empty()) << part["question"];
    for (const auto& sentence : part["sentences"])
      EXPECT_NE(words.find(without_space(sentence.get<std::string>())), std::string::npos) << sentence;
  }
}

TEST_F(LogCommands, ExplainTellsARescue_AndWhatWasNotProved) {
  EXPECT_EQ(explain(2), kPass);
  expect_golden("explain-rescued");
}

TEST_F(LogCommands, ExplainTellsADraw_AndWhereItsCanaryWasRescued) {
  add(record::render(record::testing::canary(6)));
  record::Operation rescued = record::testing::canary(7);
  rescued.decision.attempts.front() = record::testing::attempt_at("spare", FailureClass::Overloaded, 503);
  rescued.decision.attempts.push_back(record::testing::attempt_at("main", FailureClass::Ok, 200));
  rescued.decision.served_by_name = "main";
  rescued.decision.fallback_taken = true;
  rescued.decision.fallback_class = FailureClass::Overloaded;
  add(record::render(rescued));
  EXPECT_EQ(explain(6), kPass);
  EXPECT_NE(without_space(output_).find(
                without_space("It was drawn to spare (arm canary), while 5.00 % of eligible requests went to the canary.")),
            std::string::npos)
      << output_;
  EXPECT_NE(without_space(output_).find(without_space("where it was drawn to.")), std::string::npos) << output_;
  EXPECT_EQ(explain(7), kPass);
  EXPECT_NE(without_space(output_).find("insteadofspare:itfailedasoverloaded."), std::string::npos) << output_;
  EXPECT_NE(without_space(output_).find(without_space("About the canary:")), std::string::npos) << output_;
}

TEST_F(LogCommands, ExplainTellsAFailure_ItsBudget_AndWhatMayHaveHappened) {
  EXPECT_EQ(explain(3), kPass);
  expect_golden("explain-failed");
}

TEST_F(LogCommands, ExplainTellsARefusal) {
  EXPECT_EQ(explain(4), kPass);
  expect_golden("explain-refused");
}

TEST_F(LogCommands, ExplainTellsAnInterruptedOperation) {
  EXPECT_EQ(explain(5), kPass);
  expect_golden("explain-interrupted");
}

TEST_F(LogCommands, ExplainSaysWhichQuestionTheRecordLeavesOpen) {
  EXPECT_EQ(explain(60'000), kCheckFailed) << "no snapshot knows the route";
  EXPECT_NE(output_.find("NOT ANSWERED"), std::string::npos);
  EXPECT_EQ(explain(60'000, true), kCheckFailed);
  EXPECT_NE(output_.find("\"answered\": false"), std::string::npos);
}

TEST_F(LogCommands, ExplainOfAnUnknownIdFails_AndOfNoIdIsMisuse) {
  Sink out;
  Sink err;
  EXPECT_EQ(run_log_explain({state_.path(), id_text(99)}, out.file(), err.file()), kCheckFailed);
  EXPECT_EQ(run_log_explain({state_.path(), "nonsense"}, out.file(), err.file()), kUsage);
}

TEST_F(LogCommands, VerifyFindsAWholeLogWhole) {
  EXPECT_EQ(verify(), kPass) << output_;
  EXPECT_EQ(output_,
            "note not_chained: 8 lines do not name the line before them, as older versions wrote them\n"
            "whole: 8 lines, 6 operations, 0 findings, 1 notes\n");
}

TEST_F(LogCommands, VerifyFindsEveryChangedByte) {
  const std::string good = log_text();
  for (std::size_t at = 0; at < good.size(); at += 5) {
    std::string bad = good;
    bad[at] = bad[at] == '~' ? '!' : '~';
    replace_log(bad);
    EXPECT_EQ(verify(), kCheckFailed) << "at byte " << at;
  }
}

TEST_F(LogCommands, VerifyFindsAMissingADoubledAndAMovedLine) {
  const std::string good = log_text();
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < good.size(); at = good.find('\n', at) + 1)
    lines.push_back(good.substr(at, good.find('\n', at) + 1 - at));
  const auto log_of = [&](const std::vector<std::size_t>& order) {
    std::string text;
    for (const std::size_t i : order) text += lines[i];
    replace_log(text);
    return verify();
  };
  EXPECT_EQ(log_of({0, 1, 2, 4, 5, 6, 7}), kCheckFailed);
  EXPECT_NE(output_.find("missing_lines current.jsonl:4: 5 follows 3: 1 lines are missing"), std::string::npos) << output_;
  EXPECT_EQ(log_of({0, 1, 2, 3, 3, 4, 5, 6, 7}), kCheckFailed);
  EXPECT_NE(output_.find("repeated_number"), std::string::npos);
  EXPECT_NE(output_.find("repeated_operation"), std::string::npos);
  EXPECT_EQ(log_of({0, 1, 3, 2, 4, 5, 6, 7}), kCheckFailed);
}

TEST_F(LogCommands, VerifyFindsASecondRecordOfOneOperation) {
  add(record::render(record::testing::served(1)));
  EXPECT_EQ(verify(true), kCheckFailed);
  const auto report = nlohmann::json::parse(output_);
  ASSERT_EQ(report.at("findings").size(), 1U);
  EXPECT_EQ(report.at("findings")[0].at("id"), "repeated_operation");
}

TEST_F(LogCommands, VerifyNotesWhatIsKnownToBeMissing_TimesThatRunBackwards_AndAnUnfinishedLine) {
  add(record::render(record::GapRecord{record::testing::start_of(61'000).at, record::GapReason::QueueFull, 4}));
  add(record::render(record::testing::served(6)));
  write(R"({"v":1,"kind":"oper)");
  EXPECT_EQ(verify(), kPass);
  for (const char* note : {"records_missing", "time_runs_backwards", "unfinished_line"}) {
    EXPECT_NE(output_.find(note), std::string::npos) << note;
  }
}

TEST_F(LogCommands, VerifyBoundsWhatItPrints) {
  for (int i = 0; i < 3000; ++i) write("nonsense\n");
  EXPECT_EQ(verify(), kCheckFailed);
  EXPECT_LT(output_lines(), 1010U);
  EXPECT_NE(output_.find("and 2000 findings more"), std::string::npos);
}

TEST(LogText, ReadsMomentsBothWays) {
  const WallTime now{std::chrono::seconds(1'782'000'000)};
  EXPECT_EQ(*parse_moment("30m", now), now - 30min);
  EXPECT_EQ(*parse_moment("2026-06-21T00:00:00Z", now), now);
  EXPECT_FALSE(parse_moment("", now));
}

}  // namespace
}  // namespace jurymast::app
