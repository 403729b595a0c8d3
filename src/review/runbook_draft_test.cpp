#include "review/runbook_draft.hpp"

#include <gtest/gtest.h>

#include "review/lint.hpp"

namespace jurymast::review {
namespace {

RunbookFacts facts(Family family) {
  RunbookFacts facts;
  facts.route = "gpt-5.1";
  facts.family = family;
  facts.config_file = "jurymast.toml";
  facts.environment = "production";
  facts.state = "var/jurymast";
  facts.commit = "first_content";
  facts.mode = "automatic";
  facts.primary = {
      .name = "main", .clocks = {{"connect", "3s"}}, .breaker = "opens after 5 failures in a row", .budget = "holds 10"};
  facts.fallbacks = {facts.primary};
  facts.fallbacks.front().name = "spare";
  facts.attempts = 3;
  facts.attempts_per_target = 2;
  facts.backoff_base = "250ms";
  facts.backoff_cap = "4s";
  facts.retry_after_max = "3s";
  facts.deadline_streamed = "10m";
  facts.deadline_buffered = "290s";
  return facts;
}

TEST(RunbookDraft, PassesTheLinter_AndWarnsOfWhatNobodyHasToldYet) {
  for (const Family family : {Family::ChatCompletions, Family::Responses}) {
    const std::string text = draft_runbook(facts(family));
    const Result<Findings> findings = lint(TextKind::Runbook, text, {});
    ASSERT_TRUE(findings.has_value());
    EXPECT_GT(findings->size(), 5U);
    for (const Finding& finding : *findings) {
      EXPECT_EQ(finding.rule->id, "runbook/to-be-filled") << finding.place.line << " " << finding.what << "\n" << text;
    }
  }
}

TEST(RunbookDraft, SaysWhereNothingTakesOver) {
  RunbookFacts alone = facts(Family::ChatCompletions);
  EXPECT_NE(draft_runbook(alone).find("goes to `spare`"), std::string::npos);
  alone.mode = "off";
  EXPECT_NE(draft_runbook(alone).find("This route has no fallback in force"), std::string::npos);
  EXPECT_EQ(draft_runbook(alone).find("goes to `spare`"), std::string::npos);
}

TEST(RunbookDraft, NamesTheConfigurationWhereCommandsWouldNotFindIt) {
  RunbookFacts elsewhere = facts(Family::ChatCompletions);
  EXPECT_EQ(draft_runbook(elsewhere).find("--config"), std::string::npos);
  elsewhere.config_file = "/etc/jurymast/jurymast.toml";
  EXPECT_NE(draft_runbook(elsewhere).find("jurymast check --config /etc/jurymast/jurymast.toml --explain"), std::string::npos);
}

}  // namespace
}  // namespace jurymast::review
