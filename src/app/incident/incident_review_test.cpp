#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "app/exit_code.hpp"
#include "app/incident/incident_packet_command.hpp"
#include "app/incident/incident_review_command.hpp"
#include "app/test_command.hpp"
#include "record/incident.hpp"
#include "review/incident/test_incident_facts.hpp"

namespace jurymast::app {
namespace {

using app::testing::Ran;
using app::testing::run_captured;
using review::IncidentFacts;
using review::testing::moment;
using review::testing::storm;
namespace fs = std::filesystem;

const WallTime kNow = moment(86'400);

Ran reviewed(const IncidentFacts& facts, const IncidentOptions& options = {}) {
  return run_captured([&](std::FILE* out, std::FILE* complaints) { return print_review(facts, options, {out, complaints}); });
}

Ran packed(const IncidentFacts& facts, const IncidentPacketOptions& options) {
  return run_captured(
      [&](std::FILE* out, std::FILE* complaints) { return print_packet(facts, options, {kNow}, {out, complaints}); });
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

review::PacketAsk asked(review::PacketView view) {
  review::PacketAsk ask;
  ask.view = view;
  ask.at = kNow;
  ask.question_kind = review::QuestionKind::Provider;
  ask.support_source = review::testing::link("https://help.openai.com/en/");
  ask.support_accessed = review::parse_date("2026-06-20");
  return ask;
}

IncidentFacts all_answered() {
  IncidentFacts facts = storm();
  std::uint64_t seq = 3000;
  for (const review::ReviewQuestion& one : review::review_questions()) {
    auto answer = review::testing::said(seq++, record::IncidentEvent::Answered);
    answer.record.subject = one.name;
    answer.record.text = review::testing::plain("It was looked at.");
    facts.said.push_back(answer);
  }
  return facts;
}

TEST(IncidentReview, PrintsEveryQuestion_AndEndsIncompleteWhileOneIsOpen) {
  const Ran open = reviewed(storm());
  EXPECT_EQ(open.exit, kHold);
  for (const review::ReviewQuestion& one : review::review_questions()) {
    EXPECT_NE(open.out.find(fmt::format("({})", one.name)), std::string::npos) << one.name;
  }
  EXPECT_NE(open.out.find("4 open"), std::string::npos) << open.out;
  EXPECT_NE(open.out.find("jurymast incident answer " + review::testing::id(700).to_string()), std::string::npos);
  EXPECT_EQ(reviewed(all_answered()).exit, kPass);
  IncidentFacts harmed = all_answered();
  harmed.mitigation = review::Mitigation::NotEffective;
  EXPECT_EQ(reviewed(harmed).exit, kInvestigate);
}

TEST(IncidentReview, AsJson_HasEachAnswerWithItsSourcesAndPersons) {
  const auto json = nlohmann::json::parse(reviewed(storm(), {.json = true}).out);
  ASSERT_EQ(json.at("answers").size(), 23U);
  EXPECT_EQ(json["answers"][0]["sources"][0]["seq"], 1010);
  EXPECT_EQ(json["answers"][18]["persons"][0]["text"], "A load test at the account's limit.");
  EXPECT_EQ(json["answers"][18]["grounds"], "inference");
}

TEST(IncidentReview, PrintsCommandsThatCanBePasted) {
  const std::string id = review::testing::id(700).to_string();
  const std::string configured = reviewed(storm(), {.config = "/etc/j.toml"}).out;
  EXPECT_NE(configured.find("look: jurymast incident compare " + id + " --config /etc/j.toml\n"), std::string::npos) << configured;
  EXPECT_NE(configured.find("QUESTION TEXT --config /etc/j.toml\n"), std::string::npos);
  const std::string stated = reviewed(storm(), {.state = "/var/j"}).out;
  EXPECT_NE(stated.find("look: jurymast incident compare " + id + " --state /var/j\n"), std::string::npos) << stated;
  EXPECT_NE(stated.find("QUESTION TEXT\n"), std::string::npos) << "what writes takes no state directory";
  const std::string windowed = reviewed(review::testing::quiet(), {.from = "2h"}).out;
  EXPECT_NE(windowed.find("look: jurymast incident compare assistant --from " + to_rfc3339(moment(600)) + "\n"), std::string::npos)
      << windowed;
}

TEST(IncidentPacketPage, OfEachViewIsTheOneInTheGoldenFile_AndAsksNobodyForAnything) {
  for (const review::PacketView view : {review::PacketView::Review, review::PacketView::Support, review::PacketView::Ticket}) {
    const std::string page = packet_html(incident_packet(storm(), asked(view)), storm());
    const fs::path golden = fs::path(JURYMAST_SOURCE_DIR) / "tests/golden/incident" / fmt::format("{}.html", name_of(view));
    // NOLINTNEXTLINE(concurrency-mt-unsafe): read once, before any thread.
    if (std::getenv("GOLDEN_UPDATE") != nullptr) std::ofstream(golden, std::ios::binary) << page;
    EXPECT_EQ(page, read_file(golden)) << golden << " is stale; run the tests with GOLDEN_UPDATE=1 and review the difference";
    for (const std::string_view foreign : {"<script", "src=", "href=", "url(", "@import"}) {
      EXPECT_EQ(page.find(foreign), std::string::npos) << foreign;
    }
    EXPECT_NE(page.find("id=\"incident-histogram\""), std::string::npos);
  }
}

TEST(IncidentPacketPage, ShowsHostileTextAsText) {
  IncidentFacts facts = storm();
  facts.said.back().record.text = review::testing::plain("</p><script>alert(1)</script><img src=x>");
  facts.timeline.front().what = "<svg onload=alert(1)>";
  const std::string page = packet_html(incident_packet(facts, asked(review::PacketView::Review)), facts);
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_EQ(page.find("<svg onload"), std::string::npos);
  EXPECT_NE(page.find("&lt;script&gt;"), std::string::npos);
}

IncidentPacketOptions support_options() {
  IncidentPacketOptions options;
  options.view = review::PacketView::Support;
  options.question_kind = "account";
  options.support_source = "https://help.openai.com/en/";
  options.support_accessed = "2026-06-20";
  return options;
}

TEST(IncidentPacketCommand, IsCompleteOrNamesWhatIsMissing) {
  EXPECT_EQ(packed(storm(), support_options()).exit, kPass);
  IncidentPacketOptions bare = support_options();
  bare.question_kind.clear();
  bare.support_accessed = "2026-01-01";
  const Ran got = packed(storm(), bare);
  EXPECT_EQ(got.exit, kHold);
  EXPECT_NE(got.complaints.find("missing: question_kind"), std::string::npos) << got.complaints;
  EXPECT_NE(got.complaints.find("missing: support_path"), std::string::npos) << got.complaints;
  bare.support_accessed = "yesterday";
  EXPECT_EQ(packed(storm(), bare).exit, kUsage);
}

TEST(IncidentPacketCommand, ShowsTheStructureOfASample_AndNoWordOfIt) {
  const fs::path sample = fs::temp_directory_path() / "jurymast-incident-sample.json";
  std::ofstream(sample) << R"({"model":"m","messages":[{"role":"user","content":"the merger is on friday"}]})";
  IncidentPacketOptions options = support_options();
  options.request = sample.string();
  const Ran got = packed(storm(), options);
  EXPECT_EQ(got.exit, kPass) << got.complaints;
  EXPECT_EQ(got.out.find("merger"), std::string::npos);
  EXPECT_NE(got.out.find("<string:"), std::string::npos) << got.out;
  std::ofstream(sample) << "the merger is on friday";
  const Ran broken = packed(storm(), options);
  EXPECT_EQ(broken.exit, kUsage);
  EXPECT_EQ(broken.complaints.find("merger"), std::string::npos);
  fs::remove(sample);
}

TEST(IncidentPacketCommand, WritesAFile_AndSaysWhereItCannot) {
  IncidentPacketOptions options = support_options();
  const fs::path file = fs::temp_directory_path() / "jurymast-incident-packet.json";
  options.out = file.string();
  options.format = PacketFormat::Json;
  EXPECT_EQ(packed(storm(), options).exit, kPass);
  EXPECT_EQ(nlohmann::json::parse(read_file(file)).at("view"), "support");
  fs::remove(file);
  options.out = "/nowhere/packet.json";
  EXPECT_EQ(packed(storm(), options).exit, kToolFailed);
}

TEST(IncidentPacketCommand, AsE2_PrintsTheNotesFiveLines) {
  IncidentPacketOptions options;
  options.note = true;
  const Ran got = packed(storm(), options);
  EXPECT_EQ(got.exit, kPass);
  EXPECT_NE(got.out.find("| incident_date | 2026-06-21 |"), std::string::npos) << got.out;
  EXPECT_EQ(packed(review::testing::quiet(), options).exit, kHold);
  options.format = PacketFormat::Html;
  EXPECT_EQ(packed(storm(), options).exit, kUsage);
}

}  // namespace
}  // namespace jurymast::app
