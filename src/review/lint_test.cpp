#include "review/lint.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "record/events.hpp"
#include "record/test_operations.hpp"
#include "review/claims.hpp"
#include "review/lint_report.hpp"
#include "review/record_checks.hpp"
#include "review/rules_page.hpp"

namespace jurymast::review {
namespace {

namespace fs = std::filesystem;

using Ids = std::vector<std::string_view>;

Ids rules_broken(TextKind kind, std::string_view text) {
  Ids ids;
  const Result<Findings> findings = lint(kind, text, {});
  EXPECT_TRUE(findings.has_value()) << findings.error().message;
  for (const Finding& finding : *findings) ids.push_back(finding.rule->id);
  return ids;
}

Ids in_note(std::string_view text) { return rules_broken(TextKind::Note, text); }
Ids in_record(std::string_view text) { return rules_broken(TextKind::Record, text); }

TEST(Claims, TheExampleOfEachRuleBreaksIt_AndNoOther) {
  for (const Rule& rule : claim_rules()) EXPECT_EQ(in_note(rule.example), Ids{rule.id}) << rule.example;
}

TEST(Claims, AreFoundInManyWordings) {
  EXPECT_EQ(in_note("It is billed per million tokens."), Ids{"claim/price"});
  EXPECT_EQ(in_note("Switching costs 12 EUR a day"), Ids{"claim/price"});
  EXPECT_EQ(in_note("We get 10,000 requests per minute there."), Ids{"claim/quota"});
  EXPECT_EQ(in_note("The rate limit is 60."), Ids{"claim/quota"});
  EXPECT_EQ(in_note("The spare responds in 1.2 s."), Ids{"claim/latency"});
  EXPECT_EQ(in_note("median 450 ms"), Ids{"claim/latency"});
  EXPECT_EQ(in_note("All models are supported in this region."), Ids{"claim/availability"});
  EXPECT_EQ(in_note("The spare never fails."), Ids{});  // `never` may as well deny
  EXPECT_EQ(in_note("The provider always responds."), Ids{"claim/uptime"});
  EXPECT_EQ(in_note("The spare is as good as the primary."), Ids{"claim/quality"});
  EXPECT_EQ(in_note("It is a reliable provider."), Ids{"claim/reliability"});
  EXPECT_EQ(in_note("Retries will work after the pause."), Ids{"claim/retry-success"});
  EXPECT_EQ(in_note("This note approves the rollout."), Ids{"claim/production-ready"});
  EXPECT_EQ(in_note("OpenAI permits more retries."), Ids{"claim/vendor-retry"});
}

TEST(Claims, DenialsChecksAndOwnLimitsAreNone) {
  for (const char* text :
       {"Verify that the model is available.", "Nothing here shows that the provider is reliable.", "We do not assert uptime.",
        "The latency budget is 800 ms.", "Observed p95 of 800 ms with n=240.", "The first content came within our timeout of 30 s.",
        "Retries are capped at 3.", "It is unknown whether a retry will succeed.",
        "The spare served 12 operations, record 01KVKQM702HK0A7Z8XX9F1GS7E."}) {
    EXPECT_EQ(in_note(text), Ids{}) << text;
  }
}

TEST(Claims, ANumberIsNotExcusedByDoubt) {
  EXPECT_EQ(in_note("It is not $0.40 per million tokens."), Ids{"claim/price"});
  EXPECT_EQ(in_note("Check whether the rate limit is 60."), Ids{"claim/quota"});
}

TEST(Notes, AreShort_AndHoldNothingOfUsers) {
  EXPECT_EQ(in_note(std::string(500, 'a')), Ids{});
  EXPECT_EQ(in_note(std::string(501, 'a')), Ids{"note/too-long"});
  EXPECT_EQ(in_note("  \n"), Ids{"note/empty"});
  EXPECT_EQ(in_note("Key was sk-proj-4fQ9zLmN2pXv7RtKc8WbYhJd5GsA1eUo3iTq6ZxE"), Ids{"secret/credential"});
  EXPECT_EQ(in_note("Ask jane.doe@corp-mail.net"), Ids{"secret/personal-data"});
  EXPECT_EQ(in_note("see quota.png"), Ids{"content/screenshot"});
  EXPECT_EQ(in_note("assistant: " + std::string(150, 'w')), Ids{"content/transcript"});
}

TEST(Notes, NoFindingShowsASecret) {
  const Findings findings = *lint(TextKind::Note, "Key was sk-proj-4fQ9zLmN2pXv7RtKc8WbYhJd5GsA1eUo3iTq6ZxE", {});
  const LintReport report{.files = {{"note", findings}}, .version = "1"};
  for (const ReportFormat format : {ReportFormat::Text, ReportFormat::Json, ReportFormat::Sarif}) {
    EXPECT_EQ(render(report, format).find("4fQ9zLmN"), std::string::npos);
  }
}

constexpr std::string_view kOperation =
    R"({"v":1,"kind":"operation","seq":1,"id":"01KVKQM702HK0A7Z8XX9F1GS7E","ts":"2026-06-21T00:00:00.002000Z","config":1,"route":"assistant","family":"responses","outcome":"complete","class":"ok","conditions":{"mode":"true"},"attempts":[{"n":1,"target":"main","class":"ok","status":200,"admission":{"tokens":10000,"in_flight":3,"limit":256}}],"crc":"1f2e3d4c"})";

std::string without(std::string text, std::string_view part) {
  const std::size_t at = text.find(part);
  EXPECT_NE(at, std::string::npos) << part;
  return text.erase(at, part.size());
}

TEST(Records, WithinTheirVocabularyAreClean) {
  EXPECT_EQ(in_record(kOperation), Ids{});
  EXPECT_EQ(
      in_record(
          R"({"v":1,"kind":"gap","seq":2,"ts":"2026-06-21T00:00:00.002000Z","count":1,"reason":"queue_full","crc":"00000000"})"),
      Ids{});
  EXPECT_EQ(in_record(R"({"v":1,"kind":"operation","seq":3,"family":"responses","outcome":"interrupted"})"), Ids{});
  EXPECT_EQ(in_record(R"({"v":1,"kind":"operation","seq":3,"family":"responses","outcome":"refused","refusal":"client_auth"})"),
            Ids{});
}

TEST(Records, ThatTheGatewayWritesAreClean) {
  record::GapRecord gap;
  const std::vector<std::string> lines{record::render(record::testing::served(1)), record::render(record::testing::rescued(2)),
                                       record::render(gap), record::render(record::BootRecord{}),
                                       record::render(record::ConfigRecord{})};
  for (const std::string& line : lines) EXPECT_EQ(in_record(line), Ids{}) << line;
  for (const std::string& line : record::render_snapshot({})) EXPECT_EQ(in_record(line), Ids{}) << line;
}

TEST(Records, AnswerFourQuestions) {
  const std::string operation(kOperation);
  EXPECT_EQ(in_record(without(operation, R"("family":"responses",)")), Ids{"record/surface"});
  EXPECT_EQ(in_record(without(operation, R"("route":"assistant",)")), Ids{"record/route"});
  EXPECT_EQ(in_record(without(operation, R"("outcome":"complete","class":"ok",)")), Ids{"record/class"});
  EXPECT_EQ(in_record(without(operation, R"(,"admission":{"tokens":10000,"in_flight":3,"limit":256})")), Ids{"record/retry"});
}

TEST(Records, OfHandoffsAndProbesAreWhole) {
  EXPECT_EQ(in_record(R"({"v":1,"kind":"handoff","seq":1,"command":"jurymast status","result":"pass","changed":"none"})"),
            Ids{"record/handoff"});
  EXPECT_EQ(in_record(R"({"v":1,"kind":"probe","seq":1,"family":"responses","route":"assistant","class":"ok","attempts":1})"),
            Ids{});
  EXPECT_EQ(in_record(R"({"v":1,"kind":"probe","seq":1,"family":"responses","route":"assistant","class":"ok"})"),
            Ids{"record/retry"});
}

TEST(Records, ExamplesOfTheRulesBreakThem) {
  for (const Rule& rule : record_rules()) {
    if (rule.id == "record/size") continue;  // its example is too large to be printed
    const Ids broken = in_record(rule.example);
    EXPECT_NE(std::find(broken.begin(), broken.end(), rule.id), broken.end()) << rule.id;
  }
}

TEST(Records, CollectNoMoreThanWasDecided) {
  EXPECT_EQ(in_record(R"({"v":1,"kind":"gate","seq":1,"route":"assistant"})"), Ids{"record/ticket"});
  EXPECT_EQ(in_record(R"({"v":1,"kind":"override","seq":1,"ticket":""})"), Ids{"record/ticket"});
  EXPECT_EQ(in_record(R"({"v":1,"kind":"rollout","seq":1,"ticket":"CHG-1"})"), Ids{});
  EXPECT_EQ(in_record("status: ok"), Ids{"record/json"});
  EXPECT_EQ(in_record(R"({"v":1,"kind":"chat","seq":1})"), Ids{"record/kind"});
  EXPECT_EQ(in_record(R"({"v":1,"kind":"gap","seq":1,"hint":"disk"})"), Ids{"record/member"});
  EXPECT_EQ(in_record(R"({"v":1,"kind":"gap","seq":1,"messages":[]})"), Ids{"record/content"});
  EXPECT_EQ(in_record(R"({"v":1,"kind":"gap","seq":1,"reason":"please write me a short poem about it"})"), Ids{"record/sentence"});
  EXPECT_EQ(in_record(R"({"v":1,"kind":"gap","seq":1,"reason":")" + std::string(300, 'x') + "\"}"), Ids{"record/size"});
  EXPECT_EQ(in_record(R"({"v":1,"kind":"note","seq":1,"text":"The fallback model is available."})"), Ids{"claim/availability"});
  EXPECT_EQ(in_record(R"({"v":1,"kind":"note","seq":1,"author":"jane.doe@corp-mail.net"})"), Ids{"secret/personal-data"});
  EXPECT_EQ(in_record(std::string(17'000, 'x')), Ids{"record/size"});
}

TEST(Records, RenderedFormsHaveTheirVocabularyToo) {
  EXPECT_EQ(in_record(R"({"check_id":"fallback-review-20260703-001","endpoint_family":"responses","retry_count":0})"), Ids{});
  EXPECT_EQ(in_record(R"({"check_id":"fallback-review-20260703-001","latency_ms":812})"), Ids{"record/member"});
}

TEST(Records, HostileLinesAreTold_NotFollowed) {
  EXPECT_EQ(in_record(std::string(8'000, '[')), Ids{"record/json"});
  std::string deep = R"({"v":1,"kind":"trace","redaction":)";
  for (std::size_t i = 0; i < 1'000; ++i) deep += R"({"x":)";
  deep += "1" + std::string(1'001, '}');
  EXPECT_EQ(in_record(deep), Ids{"record/size"});
  EXPECT_EQ(in_record("\xFF\xFE"), Ids{"record/json"});
  EXPECT_EQ(in_record(std::string_view("\0", 1)), Ids{"record/json"});
  std::string many;
  for (std::size_t i = 0; i < 200; ++i) many += "nothing\n";
  EXPECT_EQ(in_record(many).size(), kFindingsPerRuleMax);
}

constexpr std::string_view kHandoff =
    "# Hand-off\n\n- **Command:** jurymast status assistant\n- **Result:** pass, the spare served 12 operations\n- **Changed "
    "files:** none\n"
    "- **Remaining uncertainty:** the spare under load\n- **Ticket:** CHG-1\n";

Ids in_handoff(std::string text) { return rules_broken(TextKind::Handoff, text); }
std::string with(std::string_view from, std::string_view to) {
  std::string text(kHandoff);
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Handoffs, StateTheirFourFacts) {
  EXPECT_EQ(in_handoff(std::string(kHandoff)), Ids{});
  EXPECT_EQ(in_handoff(with("- **Command:** jurymast status assistant\n", "")), Ids{"handoff/command"});
  EXPECT_EQ(in_handoff(with("pass, the spare served", "looks fine, it served")), Ids{"handoff/result"});
  EXPECT_EQ(in_handoff(with("**Changed files:** none", "**Changed files:**")), Ids{"handoff/changed-files"});
  EXPECT_EQ(in_handoff(with("the spare under load", "TBD")), Ids{"handoff/uncertainty"});
  EXPECT_EQ(in_handoff(with("- **Ticket:** CHG-1\n", "")), Ids{"handoff/ticket"});
}

TEST(Handoffs, HideNoFailedCheck) {
  EXPECT_EQ(in_handoff(with("the spare served 12 operations", "the probe could not reach the spare")),
            Ids{"handoff/operational-blocker"});
  EXPECT_EQ(in_handoff(with("the spare under load", "none") + "\nThe log is unavailable.\n"), Ids{"handoff/evidence-gap"});
  EXPECT_EQ(in_handoff(std::string(kHandoff) + "- Environment: staging\n- Target environment: production\n"),
            Ids{"handoff/environment-mismatch"});
  EXPECT_EQ(in_handoff(std::string(kHandoff) +
                       "- Environment: staging\n- Target environment: production\n- Environment differences: no users\n"),
            Ids{});
  EXPECT_EQ(in_handoff(with("**Changed files:** none", "**Changed files:** jurymast.toml (retry)")),
            Ids{"handoff/unreviewed-fallback"});
  EXPECT_EQ(in_handoff(with("**Changed files:** none", "**Changed files:** jurymast.toml (retry)") +
                       "- Approved by: incident commander\n"),
            Ids{});
  EXPECT_EQ(in_handoff(with("**Changed files:** none", "**Changed files:** jurymast.toml (retry)") +
                       "- Approved by: lead\n- Failing signal: auth\n"),
            Ids{"handoff/scope-drift"});
  EXPECT_EQ(in_handoff(with("the spare served 12 operations", "the parser took it")), Ids{"handoff/parser-optimism"});
  EXPECT_EQ(in_handoff(std::string(kHandoff) + "\nRaised the retries to 5.\n"), Ids{"handoff/retry-amplification"});
}

TEST(Rules, HaveIdsOfTheirOwn_AndSayWhatToDo) {
  std::set<std::string_view> ids;
  for (const Rule* rule : all_rules()) {
    EXPECT_TRUE(ids.insert(rule->id).second) << rule->id;
    for (const std::string_view text : {rule->what, rule->why, rule->instead, rule->example})
      EXPECT_FALSE(text.empty()) << rule->id;
  }
  EXPECT_GE(ids.size(), 60U);
}

TEST(RulesPage, IsWhatTheTablesSay) {
  const fs::path page = fs::path(JURYMAST_SOURCE_DIR) / "docs/lint.md";
  const std::string rendered = render_rules_page();
  // NOLINTNEXTLINE(concurrency-mt-unsafe): read once, before any thread.
  if (std::getenv("GOLDEN_UPDATE") != nullptr) std::ofstream(page, std::ios::binary) << rendered;
  std::ifstream file(page, std::ios::binary);
  const std::string written{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  EXPECT_TRUE(written == rendered) << page << " is stale; run the tests with GOLDEN_UPDATE=1 and review the difference";
}

}  // namespace
}  // namespace jurymast::review
