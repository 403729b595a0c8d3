#include "review/incident/incident_packet.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <nlohmann/json.hpp>

#include "record/skeleton.hpp"
#include "review/incident/incident_note.hpp"
#include "review/incident/test_incident_facts.hpp"

namespace jurymast::review {
namespace {

using namespace testing;
namespace fs = std::filesystem;

PacketAsk asked(PacketView view) {
  PacketAsk ask;
  ask.view = view;
  ask.at = moment(86'400);
  ask.question_kind = QuestionKind::Account;
  ask.support_source = link("https://help.openai.com/en/");
  ask.support_accessed = parse_date("2026-06-20");
  ask.request_skeleton = record::skeleton(R"({"model":"gpt-5.1","messages":[{"role":"user","content":"a secret plan"}]})").value();
  return ask;
}

std::vector<std::string> missing_of(const IncidentFacts& facts, const PacketAsk& ask) {
  std::vector<std::string> missing;
  for (const PacketItem& item : incident_packet(facts, ask).items) {
    if (!item.there) missing.emplace_back(item.name);
  }
  return missing;
}

void expect_golden(const std::string& name, const std::string& text) {
  const fs::path golden = fs::path(JURYMAST_SOURCE_DIR) / "tests/golden/incident" / name;
  // NOLINTNEXTLINE(concurrency-mt-unsafe): read once, before any thread.
  if (std::getenv("GOLDEN_UPDATE") != nullptr) std::ofstream(golden, std::ios::binary) << text;
  std::ifstream file(golden, std::ios::binary);
  EXPECT_EQ(text, std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()))
      << golden << " is stale; run the tests with GOLDEN_UPDATE=1 and review the difference";
}

TEST(IncidentPacket, OfEachViewIsTheOneInTheGoldenFile_AsMarkdownAndAsJson) {
  for (const PacketView view : {PacketView::Review, PacketView::Support, PacketView::Ticket}) {
    const IncidentPacket packet = incident_packet(storm(), asked(view));
    EXPECT_TRUE(packet.complete()) << name_of(view);
    expect_golden(fmt::format("{}.md", name_of(view)), packet_markdown(packet));
    expect_golden(fmt::format("{}.json", name_of(view)), packet_json(packet));
  }
}

/// What is taken away, and the items that then are missing from a packet for review.
struct Removal {
  std::vector<std::string> missing;
  std::function<void(IncidentFacts&, PacketAsk&)> take_away;
};

void drop_said(IncidentFacts& facts, record::IncidentEvent event) {
  std::erase_if(facts.said, [&](const auto& one) { return one.record.event == event; });
}

std::vector<Removal> removals() {
  using record::IncidentEvent;
  return {
      {{"timeline"}, [](IncidentFacts& facts, PacketAsk&) { facts.timeline.clear(); }},
      {{"graphs", "histogram"}, [](IncidentFacts& facts, PacketAsk&) { facts.histogram = {}; }},
      {{"affected"}, [](IncidentFacts& facts, PacketAsk&) { facts.said.front().record.tenant.clear(); }},
      {{"configuration", "targets", "documentation"}, [](IncidentFacts& facts, PacketAsk&) { facts.in_force = {}; }},
      {{"samples", "family", "request_shape", "status_class", "parser_result", "retry_count", "fallback_decision"},
       [](IncidentFacts& facts, PacketAsk&) { facts.first_bad.reset(); }},
      {{"operator_decision"}, [](IncidentFacts& facts, PacketAsk&) { facts.overrides.clear(); }},
      {{"support_path"}, [](IncidentFacts&, PacketAsk& ask) { ask.support_source = {}; }},
      {{"support_path"}, [](IncidentFacts&, PacketAsk& ask) { ask.support_accessed = parse_date("2026-05-22"); }},
      {{"support_path"}, [](IncidentFacts&, PacketAsk& ask) { ask.support_accessed = parse_date("2026-06-23"); }},
      {{"impact_statement"}, [](IncidentFacts& facts, PacketAsk&) { drop_said(facts, IncidentEvent::Closed); }},
      {{"follow_ups"}, [](IncidentFacts& facts, PacketAsk&) { drop_said(facts, IncidentEvent::FollowUp); }},
      {{"follow_ups"}, [](IncidentFacts& facts, PacketAsk&) { facts.said[3].record.owner.clear(); }},
      {{"follow_ups"}, [](IncidentFacts& facts, PacketAsk&) { facts.said[3].record.due = "soon"; }},
  };
}

TEST(IncidentPacket, WithoutOneOfItsItems_IsIncomplete_AndNamesIt) {
  for (const Removal& removal : removals()) {
    IncidentFacts facts = storm();
    PacketAsk ask = asked(PacketView::Review);
    removal.take_away(facts, ask);
    EXPECT_EQ(missing_of(facts, ask), removal.missing);
    const IncidentPacket packet = incident_packet(facts, ask);
    for (const PacketItem& item : packet.items) EXPECT_EQ(item.there, item.remedy.empty()) << item.name;
    EXPECT_FALSE(packet.complete());
    EXPECT_EQ(nlohmann::json::parse(packet_json(packet)).at("missing"), removal.missing);
  }
}

TEST(IncidentPacket, HasTheTenArtefactsForReview_AndTheEightFieldsForSupport) {
  EXPECT_EQ(incident_packet(storm(), asked(PacketView::Review)).items.size(), 18U);
  const IncidentPacket support = incident_packet(storm(), asked(PacketView::Support));
  const PacketSection* const evidence = section_named(support, "evidence");
  ASSERT_NE(evidence, nullptr);
  EXPECT_EQ(evidence->rows.size(), 8U);
  PacketAsk ask = asked(PacketView::Support);
  ask.question_kind.reset();
  EXPECT_EQ(missing_of(storm(), ask), (std::vector<std::string>{"question_kind"}));
}

TEST(IncidentPacket, ForSupport_NamesNoPersonTenantOrTicket) {
  const IncidentPacket packet = incident_packet(storm(), asked(PacketView::Support));
  for (const std::string& text : {packet_markdown(packet), packet_json(packet)}) {
    for (const std::string_view internal : {"INC-7", "shop", "draft", "sre-a", " by ab", "web"}) {
      EXPECT_EQ(text.find(internal), std::string::npos) << internal;
    }
    EXPECT_NE(text.find("approves no deployment"), std::string::npos);
  }
}

TEST(IncidentPacket, OfATimeInWhichNothingHappened_SaysWhatIsMissing_AndNeverZero) {
  PacketAsk ask;
  ask.at = moment(86'400);
  const IncidentPacket packet = incident_packet(quiet(), ask);
  for (const PacketItem& item : packet.items) EXPECT_FALSE(item.there) << item.name;
  const PacketSection* const impact = section_named(packet, "impact");
  ASSERT_NE(impact, nullptr);
  for (const auto& row : impact->rows) EXPECT_EQ(cell_text(row[1]), "missing");
}

TEST(IncidentPacket, EnteredFigures_StandWithTheirSource_AndMissingOnesAreSaidToBe) {
  const IncidentPacket packet = incident_packet(storm(), asked(PacketView::Review));
  const auto figures = nlohmann::json::parse(packet_json(packet));
  for (const auto& section : figures.at("sections")) {
    if (section.at("name") != "entered") continue;
    EXPECT_EQ(section.at("rows"), nlohmann::json::parse(R"([{"figure":"feature_metric","value":"missing","source":"missing"},
                                        {"figure":"support_tickets","value":"4","source":"https://support.example.com/queue"}])"));
  }
  EXPECT_NE(section_named(packet, "entered"), nullptr);
}

TEST(IncidentPacket, ShowsTextsOfPersonsAsText) {
  IncidentFacts facts = storm();
  facts.said.back().record.text = plain("</script>|[click](https://evil.example) <img src=x> `code`");
  const std::string markdown = packet_markdown(incident_packet(facts, asked(PacketView::Review)));
  EXPECT_EQ(markdown.find("<img"), std::string::npos);
  EXPECT_EQ(markdown.find("[click]("), std::string::npos);
  EXPECT_NE(markdown.find("\\|\\[click\\](https"), std::string::npos);
}

TEST(IncidentNote, HasItsFiveFieldsInOrder_AndSaysWhatIsNotKnown) {
  const auto note = incident_note(storm());
  expect_golden("e2.md", note_text(note, record::RenderingFormat::Markdown));
  expect_golden("e2.json", note_text(note, record::RenderingFormat::Json));
  EXPECT_TRUE(missing_in(note).empty());
  EXPECT_EQ(note[3].second, "rescues of single requests: 120 of 473 (25.4 %) and override pin spare of assistant");
  EXPECT_EQ(missing_in(incident_note(quiet())),
            (std::vector<std::string>{"primary_symptom", "fallback_action", "rollback_condition"}));
}

}  // namespace
}  // namespace jurymast::review
