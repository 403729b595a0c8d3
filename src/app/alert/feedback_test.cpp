#include <gtest/gtest.h>

#include "app/alert/feedback_ask.hpp"
#include "app/alert/feedback_lookup.hpp"
#include "record/feedback.hpp"
#include "store/test_log.hpp"

namespace jurymast::app {
namespace {

OperationId id_at(WallTime at) {
  Random random(7);
  return OperationId::make(at, random);
}

std::string ask(OperationId id) { return R"({"operation":")" + id.to_string() + R"(","rejected":true})"; }

TEST(FeedbackAsks, NameAnOperationOfTheLastDay) {
  const WallTime now = ManualClock().wall_now();
  EXPECT_EQ(read_feedback_ask(ask(id_at(now)), now), id_at(now));
  EXPECT_TRUE(read_feedback_ask(ask(id_at(now - kFeedbackWindow)), now));
  EXPECT_TRUE(read_feedback_ask(ask(id_at(now + kFeedbackAheadMax)), now));
  const auto complaint = [now](const std::string& body) {
    const auto read = read_feedback_ask(body, now);
    return read ? std::string() : read.error().message;
  };
  EXPECT_NE(complaint(ask(id_at(now - kFeedbackWindow - std::chrono::seconds(1)))).find("too late"), std::string::npos);
  EXPECT_NE(complaint(ask(id_at(now + kFeedbackAheadMax + std::chrono::seconds(1)))).find("time to come"), std::string::npos);
  EXPECT_NE(complaint(R"({"operation":"7ZZZZZZZZZZZZZZZZZZZZZZZZZ","rejected":true})").find("time to come"), std::string::npos);
}

TEST(FeedbackAsks, AreRefusedByTheMemberThatIsWrong) {
  const WallTime now = ManualClock().wall_now();
  const auto complaint = [now](const std::string& body) { return read_feedback_ask(body, now).error().message; };
  const std::string id = id_at(now).to_string();
  EXPECT_EQ(complaint("[]"), "the body is no JSON object");
  EXPECT_TRUE(complaint(R"({"operation":"x","rejected":true,"why":"y"})").starts_with("`why` is not known here"));
  EXPECT_EQ(complaint(R"({"rejected":true})"), "`operation` is no id");
  EXPECT_TRUE(complaint(R"({"operation":")" + id + R"(","rejected":false})").starts_with("`rejected` is not true"));
  EXPECT_TRUE(complaint(R"({"operation":")" + id + R"(","rejected":1})").starts_with("`rejected` is not true"));
  EXPECT_TRUE(complaint(R"({"operation":"short","rejected":true})").starts_with("`operation` is no id: the 26"));
  EXPECT_TRUE(complaint(std::string(kFeedbackAskBytesMax + 1, ' ')).starts_with("the body is larger"));
}

/// A log with the records that a test hands over.
class FeedbackLookup : public ::testing::Test {
 protected:
  void write(const std::vector<std::string>& records) {
    SystemClock clock;
    auto journal =
        store::Journal::open(store::testing::small_settings(state_.path()), clock, [](store::JournalAlarm, std::string_view) {});
    ASSERT_TRUE(journal) << journal.error().message;
    for (const std::string& record : records) (*journal)->append(record);
    (*journal)->stop();
  }
  static std::string operation(OperationId id, const std::string& more) {
    return R"({"v":1,"kind":"operation","id":")" + id.to_string() + R"(","route":"chat")" + more + "}";
  }

  store::testing::TemporaryDirectory state_;
  OperationId id_ = id_at(SystemClock().wall_now());
};

TEST_F(FeedbackLookup, FindsWhoseAnswerItWas_AndWhetherItWasRejectedAlready) {
  write({operation(id_, R"(,"served_by":"spare")")});
  auto found = find_told_operation(state_.path(), id_);
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->route, "chat");
  EXPECT_EQ((*found)->target, "spare");
  EXPECT_FALSE((*found)->rejected);
  record::FeedbackRecord feedback{.at = SystemClock().wall_now(),
                                  .id = id_at(WallTime()),
                                  .operation = id_,
                                  .route = "chat",
                                  .target = "spare",
                                  .person = "app"};
  write({render(feedback)});
  found = find_told_operation(state_.path(), id_);
  ASSERT_TRUE(found && *found);
  EXPECT_TRUE((*found)->rejected);
}

TEST_F(FeedbackLookup, FindsNothing_OfAnOperationThatIsOnlyMentioned) {
  record::FeedbackRecord feedback{
      .at = WallTime(), .id = id_, .operation = id_at(WallTime()), .route = "chat", .target = "spare", .person = "app"};
  write({render(feedback)});
  const auto found = find_told_operation(state_.path(), id_);
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->has_value());
}

TEST_F(FeedbackLookup, FindsAnOperationWithoutAnAnswer) {
  write({operation(id_, "")});
  const auto found = find_told_operation(state_.path(), id_);
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->target, "");
}

TEST_F(FeedbackLookup, OfAStateDirectoryWithoutALog_FindsNothing) {
  const auto found = find_told_operation(state_.path(), id_);
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->has_value());
}

}  // namespace
}  // namespace jurymast::app
