#include "app/log/log_render.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "app/exit_code.hpp"
#include "app/test_command.hpp"
#include "record/line.hpp"
#include "record/test_views.hpp"
#include "store/test_log.hpp"

namespace jurymast::app {
namespace {

using testing::Ran;

/// A log with a boot, a snapshot, a contract, a served and a redirected operation, a probe, and the verdict that names it.
class LogRender : public ::testing::Test {
 protected:
  LogRender() {
    namespace records = record::testing;
    std::filesystem::create_directories(state_.path() + "/log");
    add(render(record::BootRecord{records::moment(-2), record::BootEvent::Start, "01BOOT", "0.1.0", 7, 9}));
    add(render_snapshot(records::snapshot_in_force()).front());
    add(render(records::contract_read()));
    add(render(records::served(1)));
    record::Operation redirected = records::served(14);
    redirected.decision.attempts = {records::attempt_at("main", FailureClass::WrongSurface, 301)};
    redirected.decision.outcome = record::Outcome::Failed;
    redirected.decision.failure_class = FailureClass::WrongSurface;
    redirected.shape = {};
    add(render(redirected));
    add(render(records::probe_passed()));
    add(render(records::gate_promotes()));
  }
  void add(const std::string& record) {
    std::string line;
    record::number_line(record, ++seq_, line);
    std::ofstream(state_.path() + "/log/current.jsonl", std::ios::binary | std::ios::app) << line;
  }
  Ran run(LogRenderOptions options) {
    options.state = state_.path();
    return testing::run_captured([&](std::FILE* out, std::FILE* err) { return run_log_render(options, out, err); });
  }
  Ran run_id(std::uint64_t number, std::string form, std::string format = {}) {
    LogRenderOptions options;
    options.id = record::testing::operation_id(number).to_string();
    options.form = std::move(form);
    options.format = std::move(format);
    return run(std::move(options));
  }

  store::testing::TemporaryDirectory state_;
  std::uint64_t seq_ = 0;
};

TEST_F(LogRender, JoinsAnOperationWithWhatWasInForce) {
  const Ran printed = run_id(1, "e");
  EXPECT_EQ(printed.exit, kPass) << printed.complaints;
  const auto fields = nlohmann::ordered_json::parse(printed.out);
  EXPECT_EQ(fields.begin().key(), "request_timestamp");
  EXPECT_EQ(fields.at("primary_model"), "gpt-5.1");
  EXPECT_EQ(fields.at("deployment_version"), "0.1.0");
  EXPECT_EQ(fields.at("flags").at("fallback"), "on");
  EXPECT_EQ(nlohmann::json::parse(run_id(1, "d").out).at("source_url"), "https://apidoc.cometapi.com/api/text/chat");
}

TEST_F(LogRender, JoinsAProbeWithTheVerdictThatNamesIt) {
  const Ran printed = run_id(901, "a");
  EXPECT_EQ(printed.exit, kPass) << printed.complaints;
  EXPECT_EQ(nlohmann::json::parse(printed.out).at("fallback_decision"), "promote");
  EXPECT_EQ(nlohmann::json::parse(run_id(1, "a").out).at("fallback_decision"), "hold");
}

TEST_F(LogRender, PrintsEachTemplateAsItsSourceDoes_OrAsAsked) {
  EXPECT_TRUE(run_id(901, "c").out.starts_with("review_date: 2026-06-21\noperator: oncall\n"));
  EXPECT_TRUE(run_id(901, "b").out.starts_with("{\n  \"check_id\""));
  EXPECT_TRUE(run_id(901, "b", "markdown").out.starts_with("| field | value |\n|---|---|\n| check_id | `01"));
  EXPECT_TRUE(run_id(901, "d", "yaml").out.starts_with("run_id: 01"));
}

TEST_F(LogRender, EndsWithThree_WhereATrueValueHasNoPlace) {
  const Ran printed = run_id(14, "b");
  EXPECT_EQ(printed.exit, kNonconforming);
  EXPECT_EQ(nlohmann::json::parse(printed.out).at("status_class"), "3xx");
  EXPECT_NE(printed.complaints.find("status_class: `3xx` is none of the template's values 2xx, 4xx, 5xx"), std::string::npos)
      << printed.complaints;
}

TEST_F(LogRender, PrintsTheNewestOfAKind) {
  LogRenderOptions options;
  options.kind = "operation";
  options.form = "e";
  options.format = "yaml";
  EXPECT_NE(run(options).out.find("status: 301"), std::string::npos);
  options.lines = 10;
  const Ran both = run(options);
  EXPECT_NE(both.out.find("\n---\nrequest_timestamp"), std::string::npos) << both.out;
  options.kind = "probe";
  EXPECT_EQ(run(options).exit, kNonconforming) << "a probe tells no exact time";
}

TEST_F(LogRender, SaysWhereThereIsNothing_OrNoId) {
  const Ran missing = run_id(77, "a");
  EXPECT_EQ(missing.exit, kCheckFailed);
  EXPECT_NE(missing.complaints.find("no operation or probe"), std::string::npos);
  LogRenderOptions options;
  options.id = "my-own-id";
  options.form = "a";
  EXPECT_EQ(run(options).exit, kUsage);
  // A verdict has an id too, and is neither.
  EXPECT_EQ(run_id(903, "a").exit, kCheckFailed);
}

}  // namespace
}  // namespace jurymast::app
