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
#include "app/incident/incident_say_command.hpp"
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

/// Runs a command that finds those facts, whatever it asks for.
template <class Options>
Ran ran(int (*run)(const Options&, const IncidentWorld&), Options options, const Result<IncidentFacts>& facts) {
  options.place.state = "/nowhere";
  options.place.what = review::testing::id(700).to_string();
  return run_captured([&](std::FILE* out, std::FILE* complaints) {
    Random random(7);
    return run(options, {kNow, random, [&](const IncidentAsk&) { return facts; }, out, complaints});
  });
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
  const Ran open = ran(run_incident_review, IncidentReviewOptions{}, storm());
  EXPECT_EQ(open.exit, kHold);
  for (const review::ReviewQuestion& one : review::review_questions()) {
    EXPECT_NE(open.out.find(fmt::format("({})", one.name)), std::string::npos) << one.name;
  }
  EXPECT_NE(open.out.find("4 open"), std::string::npos) << open.out;
  EXPECT_NE(open.out.find("jurymast incident answer " + review::testing::id(700).to_string()), std::string::npos);
  EXPECT_EQ(ran(run_incident_review, IncidentReviewOptions{}, all_answered()).exit, kPass);
  IncidentFacts harmed = all_answered();
  harmed.mitigation = review::Mitigation::NotEffective;
  EXPECT_EQ(ran(run_incident_review, IncidentReviewOptions{}, harmed).exit, kInvestigate);
}

TEST(IncidentReview, AsJson_HasEachAnswerWithItsSourcesAndPersons) {
  const Ran got = ran(run_incident_review, {.place = {}, .json = true}, storm());
  const auto json = nlohmann::json::parse(got.out);
  ASSERT_EQ(json.at("answers").size(), 23U);
  EXPECT_EQ(json["answers"][0]["sources"][0]["seq"], 1010);
  EXPECT_EQ(json["answers"][18]["persons"][0]["text"], "A load test at the account's limit.");
  EXPECT_EQ(json["answers"][18]["grounds"], "inference");
}

TEST(IncidentReview, TellsWhatTheLogDoesNotKnow) {
  const Ran got = ran(run_incident_review, IncidentReviewOptions{}, fail(Code::NotFound, "no incident is called X"));
  EXPECT_EQ(got.exit, kCheckFailed);
  EXPECT_NE(got.complaints.find("no incident is called X"), std::string::npos);
  EXPECT_EQ(ran(run_incident_review, IncidentReviewOptions{}, fail(Code::Unavailable, "the log cannot be read")).exit, kToolFailed);
}

IncidentSayOptions saying(const std::string& question, const std::string& text) {
  IncidentSayOptions options;
  options.question = question;
  options.text = text;
  options.author = "ab";
  options.dry_run = true;
  return options;
}

/// The record that a dry run shows.
record::IncidentRecord shown(const Ran& got) {
  const std::size_t begin = got.out.find('{');
  return record::read_incident(std::string_view(got.out).substr(begin, got.out.rfind('}') - begin + 1)).value();
}

TEST(IncidentAnswer, IsARecordOfTheIncident_WithTheQuestionsName) {
  const Ran got = ran(run_incident_answer, saying("missing_panel", "Rate limits by target."), storm());
  ASSERT_EQ(got.exit, kPass) << got.complaints;
  const record::IncidentRecord record = shown(got);
  EXPECT_EQ(record.event, record::IncidentEvent::Answered);
  EXPECT_EQ(record.subject, "missing_panel");
  EXPECT_EQ(record.text.text(), "Rate limits by target.");
  EXPECT_EQ(record.incident, review::testing::id(700));
  EXPECT_EQ(record.route, "assistant");
  EXPECT_EQ(record.author, "ab");
}

TEST(IncidentAnswer, ToNoQuestion_WithoutAText_OrWithoutAnIncident_IsRefused) {
  EXPECT_NE(ran(run_incident_answer, saying("blame", "x"), storm()).complaints.find("there are: first_alert, alert_meaning"),
            std::string::npos);
  EXPECT_EQ(ran(run_incident_answer, saying("missing_panel", ""), storm()).exit, kUsage);
  EXPECT_EQ(ran(run_incident_answer, saying("missing_panel", "two\nlines"), storm()).exit, kUsage);
  const Ran nobody = ran(run_incident_answer, saying("missing_panel", "x"), review::testing::quiet());
  EXPECT_EQ(nobody.exit, kUsage);
  EXPECT_NE(nobody.complaints.find("jurymast incident open assistant"), std::string::npos);
}

TEST(IncidentFollowUp, NeedsAnOwnerAndADayToCome) {
  IncidentSayOptions options = saying("", "Ask for the limit's documentation.");
  options.owner = "sre-a";
  options.due = "2026-06-22";
  const Ran got = ran(run_incident_follow_up, options, storm());
  ASSERT_EQ(got.exit, kPass) << got.complaints;
  EXPECT_EQ(shown(got).owner, "sre-a");
  EXPECT_EQ(shown(got).due, "2026-06-22");
  for (const char* const day : {"2026-06-21", "tomorrow", ""}) {
    options.due = day;
    EXPECT_EQ(ran(run_incident_follow_up, options, storm()).exit, kUsage) << day;
  }
  options.due = "2026-06-22";
  options.owner.clear();
  EXPECT_NE(ran(run_incident_follow_up, options, storm()).complaints.find("--owner"), std::string::npos);
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
  EXPECT_EQ(ran(run_incident_packet, support_options(), storm()).exit, kPass);
  IncidentPacketOptions bare = support_options();
  bare.question_kind.clear();
  bare.support_accessed = "2026-01-01";
  const Ran got = ran(run_incident_packet, bare, storm());
  EXPECT_EQ(got.exit, kHold);
  EXPECT_NE(got.complaints.find("missing: question_kind"), std::string::npos) << got.complaints;
  EXPECT_NE(got.complaints.find("missing: support_path"), std::string::npos) << got.complaints;
  bare.support_accessed = "yesterday";
  EXPECT_EQ(ran(run_incident_packet, bare, storm()).exit, kUsage);
}

TEST(IncidentPacketCommand, ShowsTheStructureOfASample_AndNoWordOfIt) {
  const fs::path sample = fs::temp_directory_path() / "jurymast-incident-sample.json";
  std::ofstream(sample) << R"({"model":"m","messages":[{"role":"user","content":"the merger is on friday"}]})";
  IncidentPacketOptions options = support_options();
  options.request = sample.string();
  const Ran got = ran(run_incident_packet, options, storm());
  EXPECT_EQ(got.exit, kPass) << got.complaints;
  EXPECT_EQ(got.out.find("merger"), std::string::npos);
  EXPECT_NE(got.out.find("<string:"), std::string::npos) << got.out;
  std::ofstream(sample) << "the merger is on friday";
  const Ran broken = ran(run_incident_packet, options, storm());
  EXPECT_EQ(broken.exit, kUsage);
  EXPECT_EQ(broken.complaints.find("merger"), std::string::npos);
  fs::remove(sample);
}

TEST(IncidentPacketCommand, WritesAFile_AndSaysWhereItCannot) {
  IncidentPacketOptions options = support_options();
  const fs::path file = fs::temp_directory_path() / "jurymast-incident-packet.json";
  options.out = file.string();
  options.format = PacketFormat::Json;
  EXPECT_EQ(ran(run_incident_packet, options, storm()).exit, kPass);
  EXPECT_EQ(nlohmann::json::parse(read_file(file)).at("view"), "support");
  fs::remove(file);
  options.out = "/nowhere/packet.json";
  EXPECT_EQ(ran(run_incident_packet, options, storm()).exit, kToolFailed);
}

TEST(IncidentPacketCommand, AsE2_PrintsTheNotesFiveLines) {
  IncidentPacketOptions options;
  options.note = true;
  const Ran got = ran(run_incident_packet, options, storm());
  EXPECT_EQ(got.exit, kPass);
  EXPECT_NE(got.out.find("| incident_date | 2026-06-21 |"), std::string::npos) << got.out;
  EXPECT_EQ(ran(run_incident_packet, options, review::testing::quiet()).exit, kHold);
  options.format = PacketFormat::Html;
  EXPECT_EQ(ran(run_incident_packet, options, storm()).exit, kUsage);
}

}  // namespace
}  // namespace jurymast::app
