#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>
#include <nlohmann/json.hpp>

#include "app/exit_code.hpp"
#include "app/log/log_explain.hpp"
#include "app/log/log_export.hpp"
#include "app/log/log_tail.hpp"
#include "app/log/log_verify.hpp"
#include "app/test_command.hpp"
#include "record/events.hpp"
#include "record/line.hpp"
#include "record/sequencer.hpp"
#include "store/test_log.hpp"

namespace jurymast::app::testing {

using store::testing::id_text;
using Sink = MemoryStream;

inline record::Operation failed(std::uint64_t number) {
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
  second.backoff_actual = std::chrono::milliseconds(120);
  second.admission.budget_after_milli = 9000;
  second.retry = record::RetryDecision::DeniedBudget;
  second.maybe_executed = true;
  operation.decision.attempts = {first, second};
  operation.shape = {};
  return operation;
}

inline record::Operation refused(std::uint64_t number) {
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

}  // namespace jurymast::app::testing
