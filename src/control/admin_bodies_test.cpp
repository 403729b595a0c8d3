#include <gtest/gtest.h>

#include "control/offered_record.hpp"
#include "control/probe_ask.hpp"
#include "record/gate.hpp"
#include "record/note.hpp"
#include "record/operation.hpp"

namespace jurymast::control {
namespace {

std::string complaint(std::string_view body) {
  const auto ask = read_probe_ask(body);
  return ask ? "" : ask.error().message;
}

TEST(ProbeAsks, AreReadWhole) {
  const auto ask = read_probe_ask(R"({"run":"r-1","check":"happy_path","route":"chat","target":"spare","fault":"credential"})");
  ASSERT_TRUE(ask.has_value()) << ask.error().message;
  EXPECT_EQ(ask->run, "r-1");
  EXPECT_EQ(ask->target, "spare");
  EXPECT_EQ(ask->fault, record::ProbeFault::Credential);
  const auto natural = read_probe_ask(R"({"run":"r","check":"happy_path","route":"chat"})");
  ASSERT_TRUE(natural.has_value());
  EXPECT_EQ(natural->target, "");
  EXPECT_EQ(natural->fault, record::ProbeFault::None);
  EXPECT_FALSE(natural->canary_path);
  EXPECT_TRUE(read_probe_ask(R"({"run":"r","check":"happy_path","route":"chat","canary_path":true})")->canary_path);
}

TEST(ProbeAsks, AreRefusedByTheMemberThatIsWrong) {
  EXPECT_EQ(complaint("[]"), "the body is no JSON object");
  EXPECT_EQ(complaint(R"({"run":"r","check":"c"})"), "`route` is missing");
  EXPECT_TRUE(complaint(R"({"run":"r","check":"c","route":"a","tarjet":"b"})").starts_with("`tarjet` is not known here"));
  EXPECT_EQ(complaint(R"({"run":1,"check":"c","route":"a"})"), "`run` is no string");
  EXPECT_TRUE(complaint(R"({"run":"a b","check":"c","route":"a"})").starts_with("`run` is no name"));
  EXPECT_TRUE(complaint(R"({"run":"r","check":"c","route":"a","fault":"other"})").starts_with("`fault` is none of"));
  EXPECT_EQ(complaint(R"({"run":"r","check":"c","route":"a","canary_path":"yes"})"), "`canary_path` is neither true nor false");
  EXPECT_TRUE(complaint(std::string(kProbeAskBytesMax + 1, ' ')).starts_with("the body is larger"));
}

record::NoteRecord note() {
  record::NoteRecord note;
  note.author = "ab";
  note.text = *record::PlainText::make("the fallback was slow");
  return note;
}

std::string offer_complaint(std::string_view body) {
  const auto offered = read_offered_record(body);
  return offered ? "" : offered.error().message;
}

TEST(OfferedRecords, AreWrittenAnewFromWhatWasRead) {
  const std::string text = render(note());
  const auto offered = read_offered_record(text);
  ASSERT_TRUE(offered.has_value()) << offered.error().message;
  EXPECT_EQ(offered->record, text);
  EXPECT_FALSE(offered->probe.has_value());
  record::ProbeRecord probe;
  probe.assertions.push_back({"status_success", record::CheckResult::Pass});
  const auto with_probe = read_offered_record(render(probe));
  ASSERT_TRUE(with_probe.has_value()) << with_probe.error().message;
  EXPECT_EQ(with_probe->probe, probe);
}

TEST(OfferedRecords, HaveTheirSecretsTakenOut) {
  std::string text = render(note());
  text.replace(text.find("the fallback was slow"), 21, "key sk-abcdefghijklmnopqrstuvwx0123456789");
  const auto offered = read_offered_record(text);
  ASSERT_TRUE(offered.has_value()) << offered.error().message;
  EXPECT_EQ(offered->record.find("sk-abcdef"), std::string::npos) << offered->record;
}

TEST(OfferedRecords, AreRefusedByTheMemberThatIsWrong) {
  EXPECT_TRUE(offer_complaint("nothing").starts_with("the body is no record"));
  EXPECT_TRUE(offer_complaint(R"({"v":1,"kind":"operation"})").starts_with("records of this `kind` are not taken"));
  EXPECT_TRUE(offer_complaint(R"({"v":2,"kind":"note"})").starts_with("`v` is not 1"));
  std::string extra = render(note());
  extra.insert(extra.size() - 1, R"(,"seq":7)");
  EXPECT_TRUE(offer_complaint(extra).starts_with("`seq` is no member"));
  EXPECT_EQ(offer_complaint(R"({"v":1,"kind":"note"})"), "`id` is missing");
  EXPECT_TRUE(offer_complaint(std::string(record::kRecordBytesMax + 1, ' ')).starts_with("a record has at most"));
  record::GateRecord gate;
  gate.groups.push_back({});
  std::string inside = render(gate);
  inside.insert(inside.find(R"("group")"), R"("colour":"red",)");
  EXPECT_TRUE(offer_complaint(inside).starts_with("`colour` is no member"));
}

}  // namespace
}  // namespace jurymast::control
