#include "proxy/probe_desk.hpp"

#include <gtest/gtest.h>

namespace jurymast::proxy {
namespace {

using namespace std::chrono_literals;
using record::ProbeFault;

constexpr MonotonicTime kNow{std::chrono::hours(9)};

ProbeTicket ticket_for(std::string target) {
  return {
      .run = "r1", .check = "error_credential", .route = "assistant", .target = std::move(target), .fault = ProbeFault::Credential};
}

class Desk : public ::testing::Test {
 protected:
  std::string given(std::string target = "spare", MonotonicTime at = kNow) {
    return desk_.give(ticket_for(std::move(target)), "spare", at).value_or("");
  }
  std::optional<Refusal> refused(std::string_view text, MonotonicTime at = kNow) {
    const auto taken = desk_.take(text, at);
    return taken ? std::nullopt : std::optional(taken.error());
  }
  /// A probe that met a 401 at `spare` and its record, which agree.
  FinishedProbe finished() {
    FinishedProbe probe{.id = OperationId::make(WallTime{}, random_), .ticket = ticket_for("spare")};
    probe.target = probe.last_target = "spare";
    probe.attempts = 1;
    probe.last_status = 401;
    probe.told_status = 502;
    probe.failure_class = FailureClass::Auth;
    probe.line = "line";
    return probe;
  }
  static record::ProbeRecord record_of(const FinishedProbe& probe) {
    record::ProbeRecord record;
    record.question.run = "r1";
    record.question.check = "error_credential";
    record.question.route = "assistant";
    record.question.target = "spare";
    record.question.routing = record::ProbeRouting::Forced;
    record.question.fault = ProbeFault::Credential;
    record.question.operation = probe.id;
    record.answer.attempts = 1;
    record.answer.status = 401;
    record.answer.failure_class = FailureClass::Auth;
    return record;
  }
  std::string complaint(const record::ProbeRecord& record) {
    const auto claimed = desk_.claim(record);
    return claimed ? "" : claimed.error().message;
  }

  ProbeDesk desk_{Secret("a key for tickets")};
  Random random_{3};
};

TEST(ProbeTickets, ComeBackWhole_AndNotWithAnyCharacterChanged) {
  ProbeTicket ticket = ticket_for("spare");
  ticket.expires = kNow;
  ticket.nonce = 77;
  const std::string text = seal(ticket, "key");
  EXPECT_EQ(unseal(text, "key"), ticket);
  EXPECT_EQ(unseal(text, "other key"), std::nullopt);
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(unseal(changed, "key"), std::nullopt) << i;
    EXPECT_EQ(unseal(text.substr(0, i), "key"), std::nullopt) << i;
  }
  EXPECT_EQ(unseal(std::string(kTicketBytesMax + 1, 'A'), "key"), std::nullopt);
}

TEST_F(Desk, TakesATicketOnce) {
  const std::string text = given();
  const auto taken = desk_.take(text, kNow);
  ASSERT_TRUE(taken.has_value());
  EXPECT_EQ(taken->target, "spare");
  EXPECT_EQ(taken->fault, ProbeFault::Credential);
  EXPECT_EQ(refused(text), Refusal::ProbeSpent);
}

TEST_F(Desk, RefusesWhatIsOld_AndWhatItNeverGave) {
  const std::string text = given();
  EXPECT_EQ(refused(text, kNow + kTicketTimeMax), Refusal::ProbeExpired);
  EXPECT_EQ(refused(text, kNow + kTicketTimeMax - 1ns), std::nullopt);
  EXPECT_EQ(refused(""), Refusal::ProbeInvalid);
  EXPECT_EQ(refused(seal(ticket_for("spare"), "somebody's key")), Refusal::ProbeInvalid);
  ProbeDesk other{Secret("another life's key")};
  EXPECT_EQ(refused(*other.give(ticket_for("spare"), "spare", kNow)), Refusal::ProbeInvalid);
}

TEST_F(Desk, WithoutAKeyNothingIsGivenOrTaken) {
  ProbeDesk keyless{Secret()};
  EXPECT_FALSE(keyless.give(ticket_for("spare"), "spare", kNow).has_value());
  ProbeTicket ticket = ticket_for("spare");
  ticket.expires = kNow + 1s;
  EXPECT_EQ(keyless.take(seal(ticket, ""), kNow).error(), Refusal::ProbeInvalid);
}

TEST_F(Desk, GivesTenAMinuteToATarget) {
  for (std::size_t i = 0; i < kProbesPerWindowMax; ++i) EXPECT_NE(given("spare", kNow + i * 1s), "");
  const auto spent = desk_.give(ticket_for("spare"), "spare", kNow + 20s);
  ASSERT_FALSE(spent.has_value());
  EXPECT_EQ(spent.error(), Duration(40s));
  EXPECT_TRUE(desk_.give(ticket_for("other"), "other", kNow + 20s).has_value());
  EXPECT_NE(given("spare", kNow + 60s), "");
  EXPECT_EQ(given("spare", kNow + 60s), "");
}

TEST_F(Desk, HasABoundOnTicketsThatAreOut) {
  for (std::size_t i = 0; i < kTicketsOutMax; ++i) {
    ASSERT_TRUE(desk_.give(ticket_for("spare"), std::to_string(i / kProbesPerWindowMax), kNow).has_value());
  }
  EXPECT_EQ(desk_.give(ticket_for("spare"), "one more", kNow + 1s).error(), Duration(59s));
  EXPECT_TRUE(desk_.give(ticket_for("spare"), "one more", kNow + 60s).has_value());
}

TEST_F(Desk, HoldsTheNewestFinishedProbes) {
  std::vector<OperationId> ids;
  for (std::size_t i = 0; i <= kFinishedProbesMax; ++i) {
    FinishedProbe probe = finished();
    ids.push_back(probe.id);
    desk_.keep(std::move(probe));
  }
  EXPECT_EQ(desk_.record_of(ids.front()), std::nullopt);
  EXPECT_EQ(desk_.record_of(ids[1]), "line");
  EXPECT_EQ(desk_.record_of(ids.back()), "line");
}

TEST_F(Desk, LetsARecordSpeakForItsOperationOnce) {
  const FinishedProbe probe = finished();
  desk_.keep(probe);
  EXPECT_EQ(complaint(record_of(probe)), "");
  EXPECT_NE(complaint(record_of(probe)).find("has its record already"), std::string::npos);
}

TEST_F(Desk, NamesTheMemberThatDiffers) {
  const FinishedProbe probe = finished();
  desk_.keep(probe);
  using Change = void (*)(record::ProbeRecord&);
  const std::vector<std::pair<std::string, Change>> changes{
      {"operation", [](record::ProbeRecord& r) { r.question.operation.reset(); }},
      {"operation", [](record::ProbeRecord& r) { r.question.operation = OperationId(); }},
      {"run", [](record::ProbeRecord& r) { r.question.run = "r2"; }},
      {"check", [](record::ProbeRecord& r) { r.question.check = "happy_path"; }},
      {"route", [](record::ProbeRecord& r) { r.question.route = "other"; }},
      {"target", [](record::ProbeRecord& r) { r.question.target = "main"; }},
      {"fault", [](record::ProbeRecord& r) { r.question.fault = ProbeFault::None; }},
      {"routing", [](record::ProbeRecord& r) { r.question.routing = record::ProbeRouting::Natural; }},
      {"attempts", [](record::ProbeRecord& r) { r.answer.attempts = 2; }},
      {"status", [](record::ProbeRecord& r) { r.answer.status = 200; }},
      {"class", [](record::ProbeRecord& r) { r.answer.failure_class = FailureClass::Ok; }},
      {"answered_by", [](record::ProbeRecord& r) { r.answer.answered_by = "main"; }}};
  for (const auto& [member, change] : changes) {
    record::ProbeRecord record = record_of(probe);
    change(record);
    EXPECT_TRUE(complaint(record).starts_with("`" + member + "`")) << member << ": " << complaint(record);
  }
  EXPECT_EQ(complaint(record_of(probe)), "") << "and a wrong one spends nothing";
}

TEST_F(Desk, WithoutAResponseHeadTheStatusIsNone_OrWhatTheCallerWasTold) {
  FinishedProbe probe = finished();
  probe.last_status = 0;
  probe.failure_class = FailureClass::NetworkConnect;
  record::ProbeRecord record = record_of(probe);
  record.answer.failure_class = FailureClass::NetworkConnect;
  desk_.keep(probe);
  EXPECT_TRUE(complaint(record).starts_with("`status`")) << "401 came from nobody";
  record.answer.status.reset();
  EXPECT_EQ(complaint(record), "");
}

}  // namespace
}  // namespace jurymast::proxy
