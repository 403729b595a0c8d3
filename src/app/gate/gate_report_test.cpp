#include "app/gate/gate_report.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "evidence/test_evidence.hpp"
#include "review/claims.hpp"

namespace jurymast::app {
namespace {

namespace fs = std::filesystem;
using evidence::testing::Pieces;
using evidence::testing::whole_pieces;
using record::GateVerdict;

constexpr std::array<std::string_view, 6> kFileEndings{"txt", "json", "md", "xml", "tap", "html"};

GateReport report_of(const Pieces& pieces) { return report_on({evidence::GateRules(), pieces.as_case()}); }

GateReport promoting() { return report_of(whole_pieces()); }

/// One check is missing, another failed, nothing was rehearsed, and somebody has to be asked.
GateReport holding() {
  Pieces pieces = whole_pieces();
  pieces.keep_checks([](std::size_t check) { return check != 3; });
  pieces.newest(1).assertions[1].result = record::CheckResult::Fail;
  pieces.newest(1).decision = record::OperatorDecision::Fail;
  pieces.operations.pop_back();
  pieces.question.rollback_owner.clear();
  pieces.question.ticket.clear();
  pieces.question.unresolved = {{"account-tier", "billing", true}};
  pieces.probes.front().question.path = record::ProbePath::Direct;
  return report_of(pieces);
}

GateReport investigating() {
  Pieces pieces = whole_pieces();
  pieces.newest(evidence::kHappyPathIndex).assertions.back().result = record::CheckResult::Fail;
  pieces.newest(evidence::kHappyPathIndex).decision = record::OperatorDecision::Fail;
  return report_of(pieces);
}

/// Every verdict by the name that its golden files have.
std::vector<std::pair<std::string, GateReport>> reports() {
  return {{"promote", promoting()}, {"hold", holding()}, {"investigate", investigating()}};
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

TEST(GateReport, OfEachVerdictIsTheOneInTheGoldenFile_InEveryFormat) {
  for (const auto& [name, report] : reports()) {
    EXPECT_EQ(name_of(report.verdict.word), name);
    for (std::size_t format = 0; format < kGateFormatNames.size(); ++format) {
      const std::string text = render(report, static_cast<GateFormat>(format));
      const fs::path golden =
          fs::path(JURYMAST_SOURCE_DIR) / "tests/golden/gate" / fmt::format("{}.{}", name, kFileEndings[format]);
      // NOLINTNEXTLINE(concurrency-mt-unsafe): read once, before any thread.
      if (std::getenv("GOLDEN_UPDATE") != nullptr) std::ofstream(golden, std::ios::binary) << text;
      EXPECT_EQ(text, read_file(golden)) << golden << " is stale; run the tests with GOLDEN_UPDATE=1 and review the difference";
    }
  }
}

TEST(GateReport, ComputedAgainFromItsCase_HasTheSameBytes_WhateverTheOrderOfTheRecords) {
  for (const auto& [name, report] : reports()) {
    const std::string json = gate_json(report);
    nlohmann::ordered_json parsed = nlohmann::ordered_json::parse(json);
    auto& records = parsed["case"]["records"];
    std::reverse(records.begin(), records.end());
    auto read = evidence::read_case(parsed["case"].dump());
    ASSERT_TRUE(read.has_value()) << read.error().message;
    EXPECT_EQ(gate_json(report_on(*std::move(read))), json) << name;
  }
}

TEST(GateReport, ChangedAtAnyByte_IsNotWhatItsRecordsGive) {
  constexpr std::size_t kStride = 41;
  const std::string whole = gate_json(holding());
  std::size_t judged = 0;
  for (std::size_t at = 0; at < whole.size(); at += kStride) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    const auto parsed = nlohmann::ordered_json::parse(changed, nullptr, false);
    if (!parsed.is_object() || !parsed.contains("case")) continue;
    auto read = evidence::read_case(parsed.at("case").dump());
    if (!read) continue;
    ++judged;
    EXPECT_NE(gate_json(report_on(*std::move(read))), changed) << "byte " << at;
  }
  EXPECT_GT(judged, 300U);
}

TEST(GateReport, NamesTheDigestsOfItsThreeInputs) {
  const auto before = nlohmann::json::parse(gate_json(promoting()));
  evidence::GateRules tuned;
  tuned.happy_passes_min = 2;
  const auto after = nlohmann::json::parse(gate_json(report_on({tuned, whole_pieces().as_case()})));
  EXPECT_NE(after["policy_digest"], before["policy_digest"]);
  EXPECT_EQ(after["evidence_digest"], before["evidence_digest"]);
  EXPECT_EQ(before["contract_digest"].get<std::string>(), "sha256:" + whole_pieces().question.pack_digest);
  EXPECT_EQ(after["rules"][2]["source"], "tuned");
  EXPECT_EQ(before["rules"][2]["source"], "default");
}

TEST(GateReport, NamesTheGroupAndTheRecordsOfEveryReason) {
  for (const GateReport& report : {holding(), investigating()}) {
    for (const GateReason& reason : reasons_of(report.verdict)) {
      EXPECT_TRUE(reason.kind == kToInvestigate || !reason.group.empty()) << reason.name;
      for (const std::string& text : {gate_text(report), gate_markdown(report)}) {
        EXPECT_NE(text.find(reason.what + origin_of(reason)), std::string::npos) << reason.name;
      }
    }
  }
  const GateReason first = reasons_of(investigating().verdict).front();
  ASSERT_EQ(first.records.size(), 1U);
  EXPECT_NE(gate_text(investigating()).find(first.records.front()), std::string::npos);
}

TEST(GateReport, LeadsWithTheVerdict_AndSaysWhatItDoesNotShow) {
  for (const auto& [name, report] : reports()) {
    EXPECT_TRUE(gate_text(report).starts_with(name + ": route assistant, target spare"));
    EXPECT_TRUE(gate_markdown(report).starts_with("## " + name + ": "));
    for (const GateFormat format : {GateFormat::Text, GateFormat::Markdown, GateFormat::Html}) {
      EXPECT_NE(render(report, format).find("What this does not show"), std::string::npos);
    }
    EXPECT_EQ(nlohmann::json::parse(gate_json(report))["not_asserted"].size(), record::kNotAsserted.size());
  }
}

TEST(GateReport, ItsPageTellsOfEveryConditionAndEveryRule) {
  const std::string page = read_file(fs::path(JURYMAST_SOURCE_DIR) / "docs/gate.md");
  for (const evidence::Conjunct& conjunct : promoting().verdict.conjuncts) {
    EXPECT_NE(page.find(fmt::format("| `{}` | {} | ", conjunct.name, name_of(conjunct.group))), std::string::npos) << conjunct.name;
  }
  for (const evidence::GateRule& rule : evidence::kGateRules) {
    const std::string row = fmt::format("| `{}` | {} | {} |", rule.name, evidence::GateRules().*rule.value, rule.reason);
    EXPECT_NE(page.find(row), std::string::npos) << row;
  }
}

TEST(GateReport, HasWhatIsDocumentedBesideWhatWasMeasured_AndFlagsAMeasurementWithoutAPage) {
  const auto column = [](const GateReport& report, const char* name, const char* wanted) {
    const auto json = nlohmann::json::parse(gate_json(report));
    for (const auto& conjunct : json["conjuncts"]) {
      if (conjunct["name"] == name) return conjunct[wanted].get<std::string>();
    }
    return std::string("no such condition");
  };
  EXPECT_NE(gate_text(promoting()).find("as documented | as measured"), std::string::npos);
  EXPECT_NE(column(promoting(), "linked_to_documentation", "documented"), "");
  EXPECT_NE(column(promoting(), "linked_to_documentation", "measured"), "");
  Pieces undocumented = whole_pieces();
  undocumented.contracts.clear();
  const GateReport report = report_of(undocumented);
  EXPECT_EQ(column(report, "linked_to_documentation", "documented"), "");
  EXPECT_EQ(column(report, "linked_to_documentation", "holds"), "unknown");
  EXPECT_NE(gate_text(report).find("linked_to_documentation: the check cannot be connected to a page"), std::string::npos);
  EXPECT_EQ(report.verdict.word, GateVerdict::Hold);
}

TEST(GateReport, ListsTheSettingsThatChanged_AndTheFailingSignal) {
  Pieces pieces = whole_pieces();
  record::ConfigRecord change;
  change.at = evidence::testing::records::moment(300);
  change.accepted = true;
  change.changed = {"routes.assistant.retry.attempts"};
  pieces.others.push_back(render(change));
  pieces.question.failing_signal = "auth";
  const GateReport report = report_of(pieces);
  const record::GateRecord record = gate_record(report);
  EXPECT_EQ(record.failing_signal, "auth");
  EXPECT_EQ(record.changed_paths, std::vector<std::string>{"routes.assistant.retry.attempts"});
  EXPECT_NE(gate_text(report).find("warning: scope_drift: routes.assistant.retry.attempts"), std::string::npos);
  EXPECT_EQ(nlohmann::json::parse(gate_json(report))["changed_paths"][0], "routes.assistant.retry.attempts");
}

TEST(GateReport, GivesACommandWithEveryReason) {
  const std::vector<GateReason> reasons = reasons_of(holding().verdict);
  EXPECT_GE(reasons.size(), 6U);
  for (const GateReason& reason : reasons) {
    EXPECT_FALSE(reason.what.empty()) << reason.name;
    EXPECT_FALSE(reason.command.empty()) << reason.name;
  }
}

TEST(GateReport, TellsABuildSystemThatAHoldWasSkipped_AndThatAnInvestigationFailed) {
  const std::string hold = gate_junit(holding());
  EXPECT_NE(hold.find("failures=\"0\""), std::string::npos);
  EXPECT_NE(hold.find("name=\"backoff_seen\"><skipped message=\"not known: "), std::string::npos);
  EXPECT_NE(gate_junit(investigating()).find("<failure type=\"investigate\" message="), std::string::npos);
  EXPECT_EQ(gate_junit(promoting()).find("<skipped"), std::string::npos);
  EXPECT_NE(gate_tap(holding()).find(" - backoff_seen # SKIP not known: "), std::string::npos);
  EXPECT_EQ(gate_tap(holding()).find("not ok"), std::string::npos);
  EXPECT_NE(gate_tap(investigating()).find("not ok 32 - contract_telemetry_disagree"), std::string::npos);
}

TEST(GateReport, ClaimsNothing_AndNeverSaysReadyOrApproved) {
  const review::ClaimSearch claims;
  for (const auto& [name, report] : reports()) {
    for (std::size_t format = 0; format < kGateFormatNames.size(); ++format) {
      const std::string text = render(report, static_cast<GateFormat>(format));
      // The lines of the log are not the gate's words: `approved` is the name of a fallback's condition there.
      const std::string_view own = std::string_view(text).substr(0, text.find("\"case\": {"));
      for (const std::string_view word : {"ready", "pproved"})
        EXPECT_EQ(own.find(word), std::string::npos) << name << " " << format;
    }
    // The list of what is not shown denies each claim by its heading, so it is no part of what is looked at.
    const std::string text = gate_text(report);
    std::string_view rest = std::string_view(text).substr(0, text.find("What this does not show"));
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size() - 1);
      const review::Rule* const broken = claims.first_in(rest.substr(0, end));
      EXPECT_EQ(broken, nullptr) << broken->id << ": " << rest.substr(0, end);
      rest.remove_prefix(end + 1);
    }
  }
}

TEST(GateReport, MakesOfNoTextMarkupOrADirective) {
  Pieces pieces = whole_pieces();
  pieces.question.stop_condition = "<script>alert(1)</script> | # SKIP";
  const GateReport report = report_of(pieces);
  EXPECT_EQ(gate_html(report).find("<script"), std::string::npos);
  EXPECT_EQ(gate_junit(report).find("<script"), std::string::npos);
  EXPECT_EQ(gate_tap(report).find("# SKIP"), std::string::npos);
  const std::string markdown = gate_markdown(report);
  const std::string_view row = std::string_view(markdown).substr(markdown.find("| `stop_condition_named`"));
  EXPECT_TRUE(row.starts_with("| `stop_condition_named` | true | - | <script>alert(1)</script> / # SKIP |"))
      << "no column of its own";
}

TEST(GateRecordOf, AVerdictNamesItsGroupsReasonsAndDigests) {
  const record::GateRecord record = gate_record(holding());
  EXPECT_EQ(record.verdict, GateVerdict::Hold);
  ASSERT_EQ(record.groups.size(), 3U);
  EXPECT_EQ(record.groups[0].result, record::CheckResult::Pass);
  EXPECT_EQ(record.groups[1].result, record::CheckResult::Fail);
  EXPECT_EQ(record.groups[2].result, record::CheckResult::Missing);
  EXPECT_FALSE(record.groups[1].records.empty());
  EXPECT_NE(std::find(record.reasons.begin(), record.reasons.end(), "missing:backoff_seen"), record.reasons.end());
  EXPECT_TRUE(record.policy_digest && record.evidence_digest && record.contract_digest);
  EXPECT_EQ(record.unresolved, std::vector<std::string>{"account-tier"});
  EXPECT_EQ(record.expected.text(), kExpected);
  const auto read = record::read_gate(render(record));
  ASSERT_TRUE(read.has_value()) << read.error().message;
  EXPECT_EQ(read->blocking, record.blocking);
  const record::GateRecord promoted = gate_record(promoting());
  EXPECT_EQ(promoted.verdict, GateVerdict::Promote);
  EXPECT_TRUE(promoted.reasons.empty());
}

}  // namespace
}  // namespace jurymast::app
