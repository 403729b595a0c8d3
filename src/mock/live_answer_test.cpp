#include "mock/live_probe.hpp"

namespace jurymast::mock {
namespace {

using probe::chat_text;
using probe::was_reset;
using std::chrono::milliseconds;
using test::RawConnection;

class LiveAnswer : public probe::LiveMock {};

TEST_F(LiveAnswer, AnswersOneRequestAfterTheOtherOnOneConnection) {
  RawConnection connection = connect();
  for (int n = 1; n <= 3; ++n) {
    ASSERT_TRUE(connection.send(chat_text("m", n % 2 == 0)));
    const auto response = connection.read_response();
    EXPECT_EQ(response.status, 200);
    EXPECT_TRUE(response.whole);
    EXPECT_NE(response.body.find("A-" + std::to_string(n) + "-8"), std::string::npos);
  }
  const auto attempts = attempts_when(AttemptEnd::Complete);
  ASSERT_EQ(attempts.size(), 3U);
  EXPECT_EQ(attempts[2].connection, attempts[0].connection);
  EXPECT_EQ(attempts[2].request_on_connection, 3U);
  EXPECT_GT(attempts[2].bytes_sent, 0U);
}

TEST_F(LiveAnswer, ACutAtAByteSendsExactlyThatManyAndResets) {
  for (const int at : {0, 1, 500, 1000}) {
    set_fault("cut-byte=" + std::to_string(at));
    RawConnection connection = connect();
    ASSERT_TRUE(connection.send(chat_text("m", true)));
    std::string received;
    EXPECT_TRUE(was_reset(connection, received)) << at;
    EXPECT_EQ(probe::body_of(received).text.size(), static_cast<std::size_t>(at));
    EXPECT_FALSE(probe::body_of(received).whole);
  }
  EXPECT_EQ(attempts_when(AttemptEnd::Reset).size(), 4U);
}

TEST_F(LiveAnswer, AMissingTerminatorIsAnOrderlyEndOfTheConnection) {
  set_fault("cut-event=3,cut=no-terminator");
  RawConnection connection = connect();
  ASSERT_TRUE(connection.send(chat_text("m", true)));
  std::string received;
  EXPECT_FALSE(was_reset(connection, received));
  EXPECT_EQ(probe::events_of(probe::body_of(received).text).size(), 3U);
  EXPECT_FALSE(probe::body_of(received).whole);
  EXPECT_EQ(attempts_when(AttemptEnd::Closed).size(), 1U);
}

TEST_F(LiveAnswer, ACleanEndKeepsTheConnection) {
  set_fault("cut-event=3,cut=end");
  RawConnection connection = connect();
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(connection.send(chat_text("m", true)));
    const auto response = connection.read_response();
    EXPECT_TRUE(response.whole);
    EXPECT_EQ(probe::events_of(response.body).size(), 3U);
  }
}

TEST_F(LiveAnswer, ResetAndCloseSendNoByte) {
  std::string received;
  set_fault("reset");
  RawConnection reset = connect();
  ASSERT_TRUE(reset.send(chat_text("m", false)));
  EXPECT_TRUE(was_reset(reset, received));
  set_fault("close");
  RawConnection closed = connect();
  ASSERT_TRUE(closed.send(chat_text("m", false)));
  EXPECT_FALSE(was_reset(closed, received));
  EXPECT_EQ(received, "");
  EXPECT_EQ(server_->attempts().back().status, 0);
}

TEST_F(LiveAnswer, SilenceLastsUntilTheClientLeaves_AndThatIsNoticed) {
  RawConnection connection = connect();
  ASSERT_TRUE(connection.send(chat_text("mock-silent", true)));
  EXPECT_TRUE(connection.is_silent_for(milliseconds(200)));
  EXPECT_EQ(server_->attempts().back().ended, AttemptEnd::InProgress);
  connection.close();
  const auto attempts = attempts_when(AttemptEnd::ClientGone);
  EXPECT_TRUE(attempts.back().ended_at);
}

TEST_F(LiveAnswer, ACancelInTheMiddleOfAStreamIsNoticedAtOnce) {
  RawConnection connection = connect();
  ASSERT_TRUE(connection.send(chat_text("mock-fault:pace=20ms,tokens=1000", true)));
  connection.read_until("A-1-3");
  const MonotonicTime left = clock_.now();
  connection.close();
  const auto attempts = attempts_when(AttemptEnd::ClientGone);
  const MonotonicTime noticed = clock_.now();
  EXPECT_LT(noticed - left, milliseconds(1000));
  EXPECT_LT(attempts.back().bytes_sent, 100'000U);
}

TEST_F(LiveAnswer, AStallStopsBehindItsEvent) {
  RawConnection connection = connect();
  ASSERT_TRUE(connection.send(chat_text("mock-stall-event-3", true)));
  EXPECT_NE(connection.read_until("A-1-2").find("A-1-1"), std::string::npos);
  connection.read_until("\n\n\r\n");
  EXPECT_TRUE(connection.is_silent_for(milliseconds(150)));
}

TEST_F(LiveAnswer, TokensComeAtTheirPace) {
  const MonotonicTime begin = clock_.now();
  const auto response = ask(chat_text("mock-fault:slow-first=100ms,pace=20ms,tokens=6", true));
  const Duration took = clock_.now() - begin;
  EXPECT_TRUE(response.whole);
  EXPECT_GE(took, milliseconds(200));
  EXPECT_LT(took, milliseconds(1500));
}

TEST_F(LiveAnswer, ADrippedAnswerArrivesWhole) {
  const auto response = ask(chat_text("mock-fault:drip-bytes=100,drip-every=1ms", true));
  EXPECT_TRUE(response.whole);
  EXPECT_EQ(probe::events_of(response.body).back().data, "[DONE]");
}

TEST_F(LiveAnswer, AHugeAnswerWaitsForASlowReader) {
  RawConnection connection = connect();
  ASSERT_TRUE(connection.send(chat_text("mock-huge-24MiB", false)));
  std::this_thread::sleep_for(milliseconds(100));
  const auto response = connection.read_response();
  EXPECT_TRUE(response.whole);
  EXPECT_GT(response.body.size(), 24U * limits::kMiB);
}

}  // namespace
}  // namespace jurymast::mock
