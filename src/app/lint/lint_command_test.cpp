#include "app/lint/lint_command.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "app/test_command.hpp"

namespace jurymast::app {
namespace {

using nlohmann::json;

using testing::Ran;

Ran run(LintOptions options, std::string_view standard_input = {}) {
  ManualClock clock;
  std::string input(standard_input);
  // An empty text has no memory to be opened.
  std::FILE* const in = input.empty() ? std::fopen("/dev/null", "r") : ::fmemopen(input.data(), input.size(), "r");
  const Ran ran =
      testing::run_captured([&](std::FILE* out, std::FILE* complaints) { return run_lint(options, clock, {in, out, complaints}); });
  std::fclose(in);
  return ran;
}

constexpr std::string_view kClaim = "All is well.\nThe fallback model is available.\n";

TEST(LintCommand, TellsFileLineColumnRuleAndRemedy) {
  const Ran ran = run({.kind = review::TextKind::Note, .files = {"-"}}, kClaim);
  EXPECT_EQ(ran.exit, 1);
  EXPECT_EQ(ran.out,
            "stdin:2:5: error [claim/availability] states that a model or provider is available or supported — say what to check "
            "and where: "
            "\"verify that the model is listed for this account\"\n1 file: 1 error, 0 warnings\n");
}

TEST(LintCommand, PassesWhatIsClean) {
  const Ran ran =
      run({.kind = review::TextKind::Note, .files = {"-"}}, "The probe of the spare passed; record 01KVKQM702HK0A7Z8XX9F1GS7E.\n");
  EXPECT_EQ(ran.exit, 0) << ran.out;
  EXPECT_EQ(ran.out, "1 file: 0 errors, 0 warnings\n");
}

TEST(LintCommand, WarningsFailOnlyWhereAsked) {
  constexpr std::string_view kHandoff =
      "# Hand-off\n\nCommand: jurymast status\nResult: pass\nChanged files: none\nRemaining uncertainty: the spare under load\n";
  EXPECT_EQ(run({.kind = review::TextKind::Handoff, .files = {"-"}}, kHandoff).exit, 0);
  EXPECT_EQ(run({.kind = review::TextKind::Handoff, .files = {"-"}, .strict = true}, kHandoff).exit, 1);
}

TEST(LintCommand, AFileThatCannotBeReadIsNamed_AndTheOthersAreLookedAt) {
  const Ran ran = run({.kind = review::TextKind::Note, .files = {"/nowhere/note.txt", "-"}}, kClaim);
  EXPECT_EQ(ran.exit, 2);
  EXPECT_EQ(ran.complaints,
            "/nowhere/note.txt: No such file or directory; name a file that can be read, or `-` for standard input\n");
  EXPECT_NE(ran.out.find("claim/availability"), std::string::npos);
}

TEST(LintCommand, WhatIsNoTextIsRefused) {
  const Ran ran = run({.kind = review::TextKind::Note, .files = {"-"}}, std::string_view("a\0b", 3));
  EXPECT_EQ(ran.exit, 2);
  EXPECT_NE(ran.complaints.find("stdin: line 1 holds a control character at byte 2"), std::string::npos) << ran.complaints;
  EXPECT_EQ(run({.kind = review::TextKind::Note, .files = {"/"}}).exit, 2);
  EXPECT_EQ(run({.kind = review::TextKind::Runbook, .files = {"-"}}, std::string(300'000, 'a')).exit, 2);
}

TEST(LintCommand, ReportsAsJson) {
  const json report =
      json::parse(run({.kind = review::TextKind::Note, .files = {"-"}, .format = review::ReportFormat::Json}, kClaim).out);
  EXPECT_EQ(report["errors"], 1);
  EXPECT_EQ(report["findings"][0]["rule"], "claim/availability");
  EXPECT_EQ(report["findings"][0]["line"], 2);
}

TEST(LintCommand, ReportsAsSarif_WithWhatTheFormatAsksFor) {
  const json report =
      json::parse(run({.kind = review::TextKind::Note, .files = {"-"}, .format = review::ReportFormat::Sarif}, kClaim).out);
  EXPECT_EQ(report["version"], "2.1.0");
  const json& run_of_it = report["runs"].at(0);
  const json& rules = run_of_it["tool"]["driver"]["rules"];
  EXPECT_EQ(run_of_it["tool"]["driver"]["name"], "jurymast lint");
  const json& result = run_of_it["results"].at(0);
  EXPECT_EQ(rules.at(result["ruleIndex"].get<std::size_t>())["id"], result["ruleId"]);
  EXPECT_EQ(result["level"], "error");
  EXPECT_TRUE(result["message"]["text"].is_string());
  const json& place = result["locations"].at(0)["physicalLocation"];
  EXPECT_EQ(place["artifactLocation"]["uri"], "stdin");
  EXPECT_EQ(place["region"]["startLine"], 2);
  EXPECT_EQ(place["region"]["startColumn"], 5);
  for (const json& rule : rules) {
    EXPECT_TRUE(rule["shortDescription"]["text"].is_string());
    EXPECT_TRUE(rule["defaultConfiguration"]["level"] == "error" || rule["defaultConfiguration"]["level"] == "warning");
  }
}

TEST(LintCommand, SaysTheSameTwice) {
  const LintOptions options{.kind = review::TextKind::Handoff, .files = {"-"}, .format = review::ReportFormat::Sarif};
  EXPECT_EQ(run(options, kClaim).out, run(options, kClaim).out);
}

}  // namespace
}  // namespace jurymast::app
