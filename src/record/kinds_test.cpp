#include <gtest/gtest.h>

#include "base/random.hpp"
#include "record/line.hpp"
#include "record/operation.hpp"
#include "record/test_steps.hpp"
#include "record/test_views.hpp"

namespace jurymast::record {
namespace {

constexpr std::string_view kKey = "sk-proj-Zx81kQmN04vTr6Ub3WyAaPq9LdHs7FgJc2Ee5RiOo";

TEST(ElapsedBuckets, BeginAtTheirLowerEdge_AndTheLastOneHasNoUpper) {
  using std::chrono::microseconds;
  EXPECT_EQ(bucket_of(Duration(0)), ElapsedBucket(0));
  Duration edge = std::chrono::milliseconds(10);
  for (std::size_t i = 1; i < kElapsedBucketNames.size(); ++i, edge *= 2) {
    EXPECT_EQ(bucket_of(edge - microseconds(1)), ElapsedBucket(i - 1)) << kElapsedBucketNames[i];
    EXPECT_EQ(bucket_of(edge), ElapsedBucket(i)) << kElapsedBucketNames[i];
  }
  EXPECT_EQ(edge / 2, microseconds(81'920'000)) << "the last edge";
  EXPECT_EQ(bucket_of(std::chrono::hours(24)), ElapsedBucket(kElapsedBucketNames.size() - 1));
}

TEST(Kinds, ComeBackAsTheyWereWritten) {
  EXPECT_EQ(read_probe(render(testing::probe_passed())), testing::probe_passed());
  EXPECT_EQ(read_probe(render(testing::probe_of_an_error())), testing::probe_of_an_error());
  EXPECT_EQ(read_contract(render(testing::contract_read())), testing::contract_read());
  EXPECT_EQ(read_gate(render(testing::gate_promotes())), testing::gate_promotes());
  EXPECT_EQ(read_note(render(testing::note_of_a_person())), testing::note_of_a_person());
  EXPECT_EQ(read_handoff(render(testing::handoff_of_a_person())), testing::handoff_of_a_person());
  EXPECT_EQ(read_alert(render(testing::alert_of_ours())), testing::alert_of_ours());
  EXPECT_EQ(read_target_state(render(testing::breaker_opened())), testing::breaker_opened());
  EXPECT_EQ(read_sample(render(testing::sample_under_load())), testing::sample_under_load());
  EXPECT_EQ(read_rollout(render(testing::rollout_rolled_back())), testing::rollout_rolled_back());
  EXPECT_EQ(read_override(render(testing::override_set())), testing::override_set());
  EXPECT_EQ(read_feedback(render(testing::feedback_of_an_application())), testing::feedback_of_an_application());
  EXPECT_EQ(read_audit(render(testing::audit_of_a_reload())), testing::audit_of_a_reload());
  EXPECT_EQ(read_incident(render(testing::incident_opened())), testing::incident_opened());
  EXPECT_EQ(read_incident(render(testing::incident_followed_up())), testing::incident_followed_up());
}

TEST(Kinds, WithNothingOptionalComeBackToo) {
  ProbeRecord probe;
  probe.question = {.route = "r", .target = "t", .fixture = "f", .expected = "e"};
  EXPECT_EQ(read_probe(render(probe)), probe);
  EXPECT_EQ(read_gate(render(GateRecord{})), GateRecord{});
  EXPECT_EQ(read_alert(render(AlertRecord{})), AlertRecord{});
  EXPECT_EQ(read_sample(render(SampleRecord{})), SampleRecord{});
  EXPECT_EQ(read_target_state(render(TargetStateRecord{})), TargetStateRecord{});
}

TEST(Kinds, CanAllBeNumberedAndTakenApartAgain) {
  for (const testing::NamedLine& line : testing::records_of_other_kinds()) {
    ASSERT_TRUE(is_record(line.record)) << line.record;
    std::string text;
    number_line(line.record, 7, text);
    text.pop_back();
    const auto split = split_line(text);
    ASSERT_TRUE(split) << text;
    EXPECT_TRUE(split->checksum_holds);
    EXPECT_EQ(split->kind, line.name);
    EXPECT_EQ(split->record, line.record);
  }
}

TEST(Kinds, OfAnotherKindOrWithAMemberThatIsWrong_AreTold) {
  EXPECT_FALSE(read_probe(render(testing::gate_promotes())));
  EXPECT_FALSE(read_probe("[]"));
  EXPECT_FALSE(read_probe("{"));
  const std::string good = render(testing::probe_passed());
  const auto with = [&](std::string_view what, std::string_view instead) {
    std::string text = good;
    text.replace(text.find(what), what.size(), instead);
    const auto read = read_probe(text);
    return read ? std::string("read") : read.error().message;
  };
  EXPECT_EQ(with(R"("class":"ok")", R"("class":"fine")"), "`class` is none of its words");
  EXPECT_EQ(with(R"("class":"ok",)", ""), "`class` is missing");
  EXPECT_EQ(with(R"("attempts":1)", R"("attempts":-1)"), "`attempts` is no whole number");
  EXPECT_EQ(with(R"("ts":"2026)", R"("ts":"next)"), "`ts` is no time");
  EXPECT_EQ(with(R"("links":[)", R"("links":[7,)"), "`links` is no list of at most 6 strings");
  EXPECT_EQ(with("https://apidoc", "ftp://apidoc"), "`links` a link begins with https:// or http://");
  EXPECT_EQ(with(R"("assertions":[{)", R"("assertions":[[],{)"), "`assertions` is no list of at most 20 objects");
}

TEST(Kinds, NeverGrowBeyondARecord) {
  const std::string name(1000, 'n');
  const PlainText text = PlainText::make(std::string(kPlainTextBytesMax, '"')).value();
  const Link link = Link::make("https://" + std::string(kLinkBytesMax - 8, 'h')).value();
  GateRecord gate = testing::gate_promotes();
  gate.route = gate.target = gate.approver = gate.ticket = name;
  gate.groups.assign(3, {EvidenceGroup::Response, CheckResult::Missing, {}});
  gate.reasons = gate.blocking = gate.unresolved = std::vector<std::string>(100, name);
  gate.expected = gate.notes = text;
  gate.links.assign(100, link);
  EXPECT_LE(render(gate).size(), kRecordBytesMax);
  ProbeRecord probe = testing::probe_passed();
  probe.question.route = probe.question.target = probe.question.fixture = probe.question.expected = name;
  probe.question.run = probe.question.check = probe.answer.answered_by = name;
  probe.setting = {
      .environment = name, .build = name, .config_digest = DigestBytes{}, .credential = name, .model = name, .areas = name};
  probe.answer.object_type = probe.answer.finish = probe.person = probe.rollback_owner = probe.ticket = name;
  probe.answer.missing.assign(100, name);
  probe.assertions.assign(100, {name, CheckResult::Missing});
  probe.stop_condition = probe.notes = text;
  probe.links.assign(100, link);
  EXPECT_LE(render(probe).size(), kRecordBytesMax);
  SampleRecord sample = testing::sample_under_load();
  constexpr std::uint64_t kHuge = ~0ULL;
  sample.targets.assign(100, {std::string(64, 'n'), kHuge, kHuge, kHuge, kHuge, BreakerState::HalfOpen});
  EXPECT_LE(render(sample).size(), kRecordBytesMax);
  HandoffRecord handoff = testing::handoff_of_a_person();
  handoff.author = handoff.ticket = name;
  handoff.command = handoff.result = handoff.changed = handoff.uncertainty = text;
  EXPECT_LE(render(handoff).size(), kRecordBytesMax);
  AlertRecord alert = testing::alert_of_ours();
  alert.name = name;
  alert.labels.assign(100, {name, name});
  alert.summary = text;
  EXPECT_LE(render(alert).size(), kRecordBytesMax);
}

TEST(Kinds, OfDamagedBytesAreReadOrRefused_AndNeverMore) {
  Random random(7);
  for (const testing::NamedLine& line : testing::records_of_other_kinds()) {
    for (int round = 0; round < 500; ++round) {
      std::string bad = line.record;
      for (std::uint64_t i = random.below(4) + 1; i > 0; --i) bad[random.below(bad.size())] = static_cast<char>(random.below(256));
      const auto probe = read_probe(bad);
      const auto gate = read_gate(bad);
      const auto sample = read_sample(bad);
      // What was read can be written, and is a record again.
      EXPECT_TRUE(!probe || read_probe(render(*probe))) << bad;
      EXPECT_TRUE(!gate || read_gate(render(*gate))) << bad;
      EXPECT_TRUE(!sample || read_sample(render(*sample))) << bad;
    }
  }
}

TEST(Handoffs, WithoutOneOfTheirFourTextsAreNone) {
  for (PlainText HandoffRecord::* text :
       {&HandoffRecord::command, &HandoffRecord::result, &HandoffRecord::changed, &HandoffRecord::uncertainty}) {
    HandoffRecord handoff = testing::handoff_of_a_person();
    handoff.*text = {};
    EXPECT_FALSE(read_handoff(render(handoff)));
  }
}

TEST(PlainTexts, HoldNoBodyAndNoKey) {
  EXPECT_FALSE(PlainText::make("two\nlines"));
  EXPECT_FALSE(PlainText::make(std::string(kPlainTextBytesMax + 1, 'x')));
  EXPECT_FALSE(PlainText::make("\xff"));
  EXPECT_FALSE(PlainText::make("\xc0\xaf"));
  EXPECT_FALSE(PlainText::make("\xed\xa0\x80"));
  EXPECT_FALSE(PlainText::make("cut \xe2\x82"));
  EXPECT_EQ(PlainText::make("größer – 資料").value().text(), "größer – 資料");
  const auto masked = PlainText::make("used the key " + std::string(kKey));
  ASSERT_TRUE(masked);
  EXPECT_EQ(masked->text().find(kKey), std::string::npos);
  NoteRecord note = testing::note_of_a_person();
  note.text = *masked;
  EXPECT_EQ(render(note).find(kKey), std::string::npos);
}

TEST(Links, AreAddressesWithoutCredentialsQueryAndFragment) {
  EXPECT_EQ(Link::make("https://a.example/b?token=1#c").value().text(), "https://a.example/b");
  for (const char* text :
       {"", "a.example", "ftp://a.example", "https://", "https:///x", "https://user:word@a.example", "https://a b", "https://a\"b"})
    EXPECT_FALSE(Link::make(text)) << text;
  EXPECT_FALSE(Link::make("https://" + std::string(kLinkBytesMax, 'a')));
}

TEST(Contracts, HaveAVersionOfFamilyDayAndDigest) {
  EXPECT_EQ(version_of(testing::contract_read()), "chat_completions@2026-06-21#c4c4c4c4c4c4");
  ContractRecord unread = testing::contract_read();
  unread.digest.reset();
  EXPECT_EQ(version_of(unread), "");
}

TEST(ElapsedBuckets, HoldTheirLowerEdgeAndNotTheirUpper) {
  const auto name = [](Duration elapsed) { return kElapsedBucketNames[bucket_of(elapsed).index]; };
  EXPECT_EQ(name(std::chrono::seconds(0)), "0-0.01");
  EXPECT_EQ(name(std::chrono::microseconds(9'999)), "0-0.01");
  EXPECT_EQ(name(std::chrono::milliseconds(10)), "0.01-0.02");
  EXPECT_EQ(name(std::chrono::milliseconds(640)), "0.64-1.28");
  EXPECT_EQ(name(std::chrono::milliseconds(81'919)), "40.96-81.92");
  EXPECT_EQ(name(std::chrono::milliseconds(81'920)), "81.92-");
  EXPECT_EQ(name(Duration::max()), "81.92-");
}

}  // namespace
}  // namespace jurymast::record
