#include "app/minutes/minute_question.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "app/minutes/minute_fold.hpp"

namespace jurymast::app {
namespace {

using namespace std::chrono_literals;

WallTime now() { return {std::chrono::seconds(1'782'000'030)}; }

std::string complaint(const std::string& query) {
  const auto question = read_minute_query(query).and_then([](const MinuteAsk& ask) { return question_of(ask, now()); });
  return question ? std::string() : question.error().message;
}

TEST(MinuteQuestion, IsTheLastHourByTheMinute_WhereNothingIsSaid) {
  const auto question = question_of({}, now());
  ASSERT_TRUE(question);
  EXPECT_EQ(question->from, minute_of(now() - 1h));
  EXPECT_EQ(question->to, minute_of(now()) + 1);
  EXPECT_EQ(question->step, 1);
  EXPECT_EQ(question->route, "");
}

TEST(MinuteQuestion, BeginsWithAWholeStep) {
  const auto question = question_of({.from = "2026-06-20T12:03:00Z", .to = "2026-06-20T12:59:00Z", .step = "5m"}, now());
  ASSERT_TRUE(question) << question.error().message;
  EXPECT_EQ(to_rfc3339(beginning_of(question->from)), "2026-06-20T12:00:00.000000Z");
}

TEST(MinuteQuestion, IsReadFromAQuery_EscapedOrNot) {
  const auto ask = read_minute_query("route=chat&from=2026-06-20T12%3A00%3A00Z&to=2026-06-20T13:00:00Z&step=5m");
  ASSERT_TRUE(ask) << ask.error().message;
  EXPECT_EQ(ask->route, "chat");
  EXPECT_EQ(ask->from, "2026-06-20T12:00:00Z");
  EXPECT_EQ(ask->to, "2026-06-20T13:00:00Z");
  EXPECT_EQ(ask->step, "5m");
  EXPECT_TRUE(read_minute_query(""));
  EXPECT_TRUE(read_minute_query("&&"));
}

TEST(MinuteQuestion, IsRefusedWithWhatIsWrong) {
  EXPECT_TRUE(complaint("rout=chat").starts_with("`rout` is not known here"));
  EXPECT_EQ(complaint("from=%4"), "`from` has a broken escape");
  EXPECT_EQ(complaint("from=%zz"), "`from` has a broken escape");
  EXPECT_TRUE(complaint("from=yesterday").starts_with("`from`: "));
  EXPECT_TRUE(complaint("step=90s").starts_with("`step` is 90s; it takes whole minutes"));
  EXPECT_TRUE(complaint("step=0m").starts_with("`step`"));
  EXPECT_EQ(complaint("from=1h&to=2h"), "`to` is not after `from`");
  EXPECT_TRUE(complaint("from=300d").starts_with("that is more than 10000 steps"));
  EXPECT_EQ(complaint("from=300d&step=1h"), "");
}

TEST(MinuteReport, SaysWhatIsNotKnown) {
  const store::MinuteQuestion question{.route = {}, .from = 10, .to = 30, .step = 1, .rows_max = 1};
  store::MinuteAnswer answer;
  answer.reach = {.last_seq = 7, .known_from = 20, .known_to = 25};
  answer.rows.push_back({.minute = 21,
                         .route = "chat",
                         .target = "main",
                         .arm = "control",
                         .failure_class = "ok",
                         .operations = 4,
                         .complete = 3,
                         .attempts = 5,
                         .latency_ms = 1000,
                         .latency_ms_max = 700});
  const std::string text = minutes_text(question, answer);
  EXPECT_NE(text.find("Not known: what was before 1970-01-01T00:20:00"), std::string::npos) << text;
  EXPECT_NE(text.find("Not counted yet: what ended after 1970-01-01T00:25:00"), std::string::npos) << text;
  EXPECT_NE(text.find("1970-01-01 00:21"), std::string::npos) << text;
  const auto json = nlohmann::json::parse(minutes_json(question, answer));
  EXPECT_EQ(json.at("rows").at(0).at("complete"), 3);
  EXPECT_EQ(json.at("known_from"), "1970-01-01T00:20:00.000000Z");
  EXPECT_EQ(minutes_csv(answer),
            "at,route,target,arm,class,operations,complete,attempts,latency_ms,latency_ms_max\n"
            "1970-01-01T00:21:00.000000Z,chat,main,control,ok,4,3,5,1000,700\n");
}

}  // namespace
}  // namespace jurymast::app
