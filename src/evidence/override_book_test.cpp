#include "evidence/override_book.hpp"

#include <gtest/gtest.h>

#include "record/test_operations.hpp"

namespace jurymast::evidence {
namespace {

using namespace std::chrono_literals;
using record::OverrideAction;
using record::OverrideEvent;
using record::OverrideRecord;

constexpr WallTime kNow{std::chrono::seconds(1'782'000'000)};

class OverrideBookTest : public ::testing::Test {
 protected:
  OverrideBookTest() {
    around_.now = kNow;
    around_.config = 4;
    around_.routes = {{"assistant", {{"main", {}, {}}, {"spare", {}, {"evidence", "token_limit"}}, {"broken", {"evidence"}, {}}}},
                      {"draft", {{"main", {}, {}}}}};
  }

  static OverrideAsk asked(OverrideAction action, std::string target = {}, std::string value = {}) {
    OverrideAsk ask;
    ask.action = action;
    ask.route = "assistant";
    ask.target = std::move(target);
    ask.value = std::move(value);
    ask.author = "ana";
    ask.approver = "ben";
    ask.reason = record::PlainText::make("The primary is dead.").value();
    ask.ticket = "INC-7";
    ask.lasts = 1h;
    return ask;
  }
  Result<OverrideRecord> ask(const OverrideAsk& asked) {
    around_.next_id = record::testing::operation_id(++number_);
    return book_.ask(asked, around_);
  }
  OverrideRecord set(const OverrideAsk& asked) {
    const auto record = ask(asked);
    EXPECT_TRUE(record) << record.error().message;
    if (!record) return {};
    book_.apply(*record);
    return *record;
  }
  /// Why it is refused; empty where it is not.
  std::string refusal(const OverrideAsk& asked, Code code) {
    const auto record = ask(asked);
    if (record) return {};
    EXPECT_EQ(record.error().code, code) << record.error().message;
    return record.error().message;
  }
  std::optional<OverrideRecord> next_at(WallTime now) {
    around_.now = now;
    around_.next_id = record::testing::operation_id(++number_);
    return book_.next(around_);
  }
  OverriddenRoute on(const std::string& route) {
    const auto traffic = book_.traffic({"assistant", "draft"});
    return traffic.contains(route) ? traffic.at(route) : OverriddenRoute();
  }

  OverrideBook book_;
  OverrideSurroundings around_;
  std::uint64_t number_ = 0;
};

TEST_F(OverrideBookTest, APinGoesPastWhatIsUnknown_AndSaysSo_NeverPastWhatIsFalse) {
  const OverrideRecord pin = set(asked(OverrideAction::Pin, "spare"));
  EXPECT_EQ(pin.unproven, (std::vector<std::string>{"evidence", "token_limit"}));
  EXPECT_EQ(pin.expires_at, kNow + 1h);
  EXPECT_EQ(pin.config, 4U);
  EXPECT_EQ(on("assistant").pin, "spare");
  EXPECT_EQ(on("draft"), OverriddenRoute());
  EXPECT_NE(refusal(asked(OverrideAction::Pin, "broken"), Code::Exists), "");
  book_ = {};
  EXPECT_NE(refusal(asked(OverrideAction::Pin, "broken"), Code::Denied).find("never past what is false"), std::string::npos);
}

TEST_F(OverrideBookTest, HoldsTheFailingSignal_AndWhatChangedBeforeIt) {
  around_.changed_paths = {"targets.main.api_key"};
  OverrideAsk ask = asked(OverrideAction::Pin, "spare");
  ask.failing_signal = "nonsense";
  EXPECT_NE(refusal(ask, Code::Invalid).find("failure class"), std::string::npos);
  ask.failing_signal = "upstream_error";
  const OverrideRecord pin = set(ask);
  EXPECT_EQ(pin.failing_signal, "upstream_error");
  EXPECT_EQ(pin.changed_paths, around_.changed_paths);
  EXPECT_EQ(record::read_override(record::render(pin)), pin);
}

TEST_F(OverrideBookTest, WithoutAuthor_Reason_Ticket_OrExpiry_NothingIsSet) {
  for (const OverrideAction action : {OverrideAction::Pin, OverrideAction::Disable}) {
    OverrideAsk without = asked(action, "spare");
    without.author.clear();
    EXPECT_NE(refusal(without, Code::Invalid).find("author"), std::string::npos);
    without = asked(action, "spare");
    without.reason = {};
    EXPECT_NE(refusal(without, Code::Invalid).find("reason"), std::string::npos);
    without = asked(action, "spare");
    without.ticket.clear();
    EXPECT_NE(refusal(without, Code::Invalid).find("ticket"), std::string::npos);
    without = asked(action, "spare");
    without.lasts.reset();
    EXPECT_NE(refusal(without, Code::Invalid).find("expiry"), std::string::npos);
    without.lasts = 24h + 1s;
    EXPECT_NE(refusal(without, Code::Denied).find("24 hours"), std::string::npos);
  }
}

TEST_F(OverrideBookTest, WhatTakesMoreRisk_NeedsAnotherPerson) {
  const std::vector<OverrideAsk> risky{asked(OverrideAction::Pin, "spare"), asked(OverrideAction::Mode, {}, "automatic"),
                                       asked(OverrideAction::PermitClass, {}, "auth")};
  for (OverrideAsk one : risky) {
    one.approver.clear();
    EXPECT_NE(refusal(one, Code::Denied).find("another person"), std::string::npos) << name_of(one.action);
    one.approver = "ANA";
    EXPECT_NE(refusal(one, Code::Denied).find("cannot approve"), std::string::npos) << name_of(one.action);
    one.approver = "ben";
    EXPECT_EQ(refusal(one, Code::Denied), "") << name_of(one.action);
  }
  for (OverrideAsk one : {asked(OverrideAction::Disable, "spare"), asked(OverrideAction::StopRollout)}) {
    one.approver.clear();
    EXPECT_EQ(refusal(one, Code::Denied), "") << name_of(one.action);
  }
}

TEST_F(OverrideBookTest, ALoneEngineerHasAnHour) {
  OverrideAsk alone = asked(OverrideAction::Pin, "spare");
  alone.approver.clear();
  alone.break_glass = true;
  alone.lasts = 61min;
  EXPECT_NE(refusal(alone, Code::Denied).find("60 minutes"), std::string::npos);
  alone.lasts = 60min;
  EXPECT_TRUE(set(alone).break_glass);
}

TEST_F(OverrideBookTest, PermitsTwoClasses_AndThreeOthersNever) {
  for (const char* never : {"content_policy", "state_missing", "invalid_request"}) {
    EXPECT_NE(refusal(asked(OverrideAction::PermitClass, {}, never), Code::Denied).find("at all"), std::string::npos) << never;
  }
  EXPECT_NE(refusal(asked(OverrideAction::PermitClass, {}, "overloaded"), Code::Invalid).find("auth, permission"),
            std::string::npos);
  set(asked(OverrideAction::PermitClass, {}, "auth"));
  set(asked(OverrideAction::PermitClass, {}, "permission"));
  EXPECT_EQ(on("assistant").permitted, (std::vector<std::string>{"auth", "permission"}));
}

TEST_F(OverrideBookTest, TheLastTargetIsSwitchedOffOnlyWhereThatIsSaid) {
  OverrideAsk everywhere = asked(OverrideAction::Disable, "main");
  everywhere.route = "all";
  EXPECT_NE(refusal(everywhere, Code::Denied).find("draft"), std::string::npos) << "it is the only one there";
  set(asked(OverrideAction::Disable, "main"));
  set(asked(OverrideAction::Disable, "broken"));
  OverrideAsk last = asked(OverrideAction::Disable, "spare");
  EXPECT_NE(refusal(last, Code::Denied).find("last target"), std::string::npos);
  last.words = "nobody is served";
  set(last);
  EXPECT_EQ(on("assistant").disabled, (std::vector<std::string>{"main", "broken", "spare"}));
}

TEST_F(OverrideBookTest, OnePinStandsForARoute_AndNotAtADisabledTarget) {
  set(asked(OverrideAction::Pin, "spare"));
  EXPECT_NE(refusal(asked(OverrideAction::Pin, "main"), Code::Exists).find("clear that first"), std::string::npos);
  // Switching off always works; the pin then has nowhere to go.
  set(asked(OverrideAction::Disable, "spare"));
  EXPECT_EQ(on("assistant").pin, "");
  book_ = {};
  set(asked(OverrideAction::Disable, "spare"));
  EXPECT_NE(refusal(asked(OverrideAction::Pin, "spare"), Code::Denied).find("disabled"), std::string::npos);
}

TEST_F(OverrideBookTest, WhatIsSaidOfOneRouteStandsBeforeWhatIsSaidOfAll) {
  set(asked(OverrideAction::Mode, {}, "off"));
  OverrideAsk all = asked(OverrideAction::Mode, {}, "manual");
  all.route = "all";
  set(all);
  all = asked(OverrideAction::StopRollout);
  all.route = "all";
  set(all);
  EXPECT_EQ(on("assistant").mode, "off");
  EXPECT_EQ(on("draft").mode, "manual");
  EXPECT_TRUE(on("draft").rollout_stopped);
  all = asked(OverrideAction::Pin, "main");
  all.route = "all";
  EXPECT_NE(refusal(all, Code::NotFound), "") << "a pin is about one route";
}

TEST_F(OverrideBookTest, EndsWhenItsTimeIsOver_WithARecordThatNamesIt) {
  const OverrideRecord pin = set(asked(OverrideAction::Pin, "spare"));
  EXPECT_FALSE(next_at(kNow + 1h - 1ns));
  const auto expired = next_at(kNow + 1h);
  ASSERT_TRUE(expired);
  EXPECT_EQ(expired->event, OverrideEvent::Expired);
  EXPECT_EQ(expired->reverts, pin.id);
  EXPECT_EQ(expired->target, "spare");
  book_.apply(*expired);
  EXPECT_EQ(on("assistant"), OverriddenRoute());
  EXPECT_FALSE(next_at(kNow + 2h));
}

TEST_F(OverrideBookTest, IsEndedByAPerson_ByActionAndRoute) {
  set(asked(OverrideAction::Disable, "spare"));
  const OverrideRecord broken = set(asked(OverrideAction::Disable, "broken"));
  OverrideEndAsk end{.action = OverrideAction::Disable,
                     .route = "assistant",
                     .target = "broken",
                     .value = {},
                     .author = "cho",
                     .reason = {},
                     .ticket = {}};
  const auto cleared = book_.end(end, around_);
  ASSERT_TRUE(cleared) << cleared.error().message;
  EXPECT_EQ(cleared->event, OverrideEvent::Cleared);
  EXPECT_EQ(cleared->reverts, broken.id);
  EXPECT_EQ(cleared->author, "cho");
  book_.apply(*cleared);
  EXPECT_EQ(on("assistant").disabled, std::vector<std::string>{"spare"});
  EXPECT_EQ(book_.end(end, around_).error().code, Code::NotFound);
  end.author.clear();
  EXPECT_EQ(book_.end(end, around_).error().code, Code::Invalid);
}

TEST_F(OverrideBookTest, HoldsSixtyFour) {
  for (std::size_t i = 0; i < kOverridesMax; ++i) {
    around_.routes.push_back({"route-" + std::to_string(i), {{"main", {}, {}}}});
    OverrideAsk one = asked(OverrideAction::StopRollout);
    one.route = around_.routes.back().name;
    set(one);
  }
  EXPECT_NE(refusal(asked(OverrideAction::StopRollout), Code::Exhausted).find("64"), std::string::npos);
}

TEST_F(OverrideBookTest, WhatIsDoneAtOnceDoesNotStand) {
  OverrideAsk again = asked(OverrideAction::RetryNow, "spare");
  EXPECT_NE(refusal(again, Code::Invalid).find("no expiry"), std::string::npos);
  again.lasts.reset();
  set(again);
  OverrideAsk back = asked(OverrideAction::ClearSuspension, "spare");
  back.lasts.reset();
  set(back);
  EXPECT_TRUE(book_.standing().empty());
}

TEST_F(OverrideBookTest, ANameThatARecordWouldChangeIsRefused) {
  OverrideAsk strange = asked(OverrideAction::Disable, "spare");
  strange.author = "ana maria";
  EXPECT_NE(refusal(strange, Code::Invalid).find("author"), std::string::npos);
  strange.author = std::string(65, 'a');
  EXPECT_NE(refusal(strange, Code::Invalid).find("author"), std::string::npos);
  EXPECT_NE(refusal(asked(OverrideAction::Disable, "nowhere"), Code::NotFound).find("nowhere"), std::string::npos);
}

TEST_F(OverrideBookTest, KnowsWhichStepsNarrow) {
  OverrideRecord step;
  for (const auto& [action, narrows] : {std::pair{OverrideAction::Pin, false}, std::pair{OverrideAction::PermitClass, false},
                                        std::pair{OverrideAction::Disable, true}, std::pair{OverrideAction::StopRollout, true},
                                        std::pair{OverrideAction::Kill, true}}) {
    step.action = action;
    step.event = OverrideEvent::Set;
    EXPECT_EQ(restricts(step), narrows) << name_of(action);
    step.event = OverrideEvent::Expired;
    EXPECT_EQ(restricts(step), !narrows) << name_of(action);
  }
  step = {};
  step.action = OverrideAction::Mode;
  step.value = "off";
  EXPECT_TRUE(restricts(step));
  step.value = "automatic";
  EXPECT_FALSE(restricts(step));
}

}  // namespace
}  // namespace jurymast::evidence
