#include "telemetry/log.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <thread>
#include <type_traits>
#include <vector>

#include "base/failure_class.hpp"
#include "base/random.hpp"

namespace jurymast::telemetry {
namespace {

using namespace std::chrono_literals;

static_assert(!std::is_constructible_v<Field, Literal, const Secret&>, "a secret has no way into the log");
static_assert(!std::is_constructible_v<Field, Literal, Secret>);
static_assert(!std::is_constructible_v<Field, Literal, std::string>, "neither has text made at run time");
static_assert(!std::is_constructible_v<Field, Literal, std::string_view>);
static_assert(!std::is_constructible_v<Field, Literal, const char*>);
static_assert(!std::is_constructible_v<Literal, const char*>);
static_assert(std::is_constructible_v<Field, Literal, int>);
static_assert(std::is_constructible_v<Field, Literal, FailureClass>);

/// A log into a file without a name, and what it wrote.
class LogTest : public ::testing::Test {
 protected:
  LogTest() : file_(std::tmpfile()) {}
  ~LogTest() override { std::fclose(file_); }

  Log make(LogForm form, Level least = Level::Info) { return Log(clock_, {fileno(file_), form, least}); }
  std::string written() const {
    std::string text(1 << 20, '\0');
    const ssize_t got = ::pread(fileno(file_), text.data(), text.size(), 0);
    text.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
    return text;
  }

  ManualClock clock_;
  std::FILE* file_;
};

TEST_F(LogTest, WritesOneJsonObjectALine) {
  Log log = make(LogForm::Json);
  const Error error{Code::Unavailable, "Address \"in use\""};
  log.warn("listener.failed", {{"address", Identifier{"127.0.0.1:8080"}},
                               {"class", FailureClass::NetworkConnect},
                               {"attempts", 3},
                               {"bytes", std::uint64_t{18'446'744'073'709'551'615U}},
                               {"after", Duration(1500ms)},
                               {"final", true},
                               {"phase", "start"},
                               {"reason", Reason{error}}});
  const std::string time = to_rfc3339(clock_.wall_now());
  EXPECT_EQ(written(), "{\"time\":\"" + time +
                           "\",\"level\":\"warn\",\"event\":\"listener.failed\",\"address\":\"127.0.0.1:8080\",\"class\":"
                           "\"network_connect\",\"attempts\":3,\"bytes\":18446744073709551615,\"after_ms\":1500,\"final\":true,"
                           "\"phase\":\"start\",\"reason\":\"Address \\\"in use\\\"\"}\n");
}

TEST_F(LogTest, WritesAReadableLineForATerminal) {
  Log log = make(LogForm::Human);
  log.info("serve.ready", {{"routes", 2}, {"took", Duration(250ms)}});
  EXPECT_EQ(written(), to_rfc3339(clock_.wall_now()) + " info  serve.ready routes=2 took=250ms\n");
}

TEST_F(LogTest, LeavesOutWhatIsBelowItsLevel) {
  Log log = make(LogForm::Json, Level::Warn);
  log.debug("a");
  log.info("b");
  EXPECT_EQ(written(), "");
  log.error("c");
  EXPECT_NE(written().find("\"event\":\"c\""), std::string::npos);
}

TEST_F(LogTest, NeverWritesAControlCharacterWhateverAnErrorSays) {
  for (const LogForm form : {LogForm::Json, LogForm::Human}) {
    Log log = make(form);
    const Error error{Code::Internal, std::string("a\nb\r\x1b[31m\x00\x7f\xc2\x9b\xff\xed\xa0\x80 \xc3\xa9", 21)};
    log.info("x", {{"reason", Reason{error}}});
  }
  const std::string text = written();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    EXPECT_TRUE(c == '\n' || (byte >= 0x20 && byte != 0x7f)) << int{byte};
  }
  EXPECT_EQ(text.find("\xc2\x9b"), std::string::npos);
  EXPECT_EQ(text.find('\xff'), std::string::npos);
  EXPECT_NE(text.find("a\\u000ab\\u000d\\u001b[31m\\u0000\\u007f\\u009b\\ufffd\\ufffd\\ufffd\\ufffd \xc3\xa9"), std::string::npos)
      << text;
}

TEST_F(LogTest, BoundsFieldsAndLines) {
  Log log = make(LogForm::Json);
  const Error error{Code::Internal, std::string(100'000, '\n')};
  log.info("x", {{"a", Reason{error}}, {"b", Reason{error}}, {"c", Reason{error}}, {"d", Reason{error}}, {"e", 1}});
  const std::string text = written();
  EXPECT_LE(text.size(), kLogLineBytesMax);
  EXPECT_TRUE(text.ends_with(",\"cut\":true}\n")) << text.substr(text.size() - 40);
}

TEST_F(LogTest, AnyErrorTextMakesOneBoundedLine) {
  Random random(3);
  for (int round = 0; round < 300; ++round) {
    std::string noise(random.below(3'000), '\0');
    for (char& c : noise) c = static_cast<char>(random.below(256));
    const Error error{Code::Internal, noise};
    ASSERT_EQ(::ftruncate(fileno(file_), 0), 0);
    ::lseek(fileno(file_), 0, SEEK_SET);
    Log log = make(LogForm::Json);
    log.info("x", {{"a", Reason{error}}, {"b", Identifier{error.message}}});
    const std::string text = written();
    EXPECT_LE(text.size(), kLogLineBytesMax);
    EXPECT_EQ(text.find('\n'), text.size() - 1);
    EXPECT_TRUE(text.ends_with("}\n"));
  }
}

TEST_F(LogTest, LinesOfManyThreadsStayWhole) {
  Log log = make(LogForm::Json);
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&log, thread] {
      for (int i = 0; i < 500; ++i) log.info("tick", {{"thread", thread}, {"i", i}});
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::string text = written();
  std::size_t lines = 0;
  for (std::size_t at = 0; at < text.size(); ++lines) {
    const std::size_t end = text.find('\n', at);
    ASSERT_NE(end, std::string::npos);
    EXPECT_TRUE(text.substr(at, end - at).starts_with("{\"time\":") && text[end - 1] == '}') << text.substr(at, end - at);
    at = end + 1;
  }
  EXPECT_EQ(lines, 2'000U);
  EXPECT_EQ(log.dropped(), 0U);
}

TEST(LogSink, CountsWhatItCannotWriteAndGoesOn) {
  ManualClock clock;
  const int full = ::open("/dev/full", O_WRONLY);
  ASSERT_GE(full, 0);
  Log log(clock, {full, LogForm::Json, Level::Info});
  log.info("x");
  log.info("y");
  EXPECT_EQ(log.dropped(), 2U);
  ::close(full);
}

TEST(LogSink, IsForPeopleOnlyOnATerminal) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  EXPECT_EQ(log_form_for(ends[1]), LogForm::Json);
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST_F(LogTest, EveryTextPassesTheScreen_BeforeItIsQuoted) {
  Log log = make(LogForm::Json);
  const Error error{Code::Unavailable, "refused \"s3cret\""};
  log.info("before", {{"name", Identifier{"s3cret"}}});
  log.screen_with([](std::string_view text) -> std::optional<std::string> {
    const std::size_t at = text.find("s3cret");
    if (at == std::string_view::npos) return std::nullopt;
    return std::string(text.substr(0, at)).append("[REDACTED]").append(text.substr(at + 6));
  });
  log.info("after", {{"name", Identifier{"s3cret"}}, {"other", Identifier{"main"}}, {"reason", Reason{error}}, {"count", 3}});
  const std::string text = written();
  const std::string last = text.substr(text.find('\n') + 1);
  EXPECT_NE(text.find("s3cret"), std::string::npos);
  EXPECT_NE(last.find(R"("name":"[REDACTED]","other":"main","reason":"refused \"[REDACTED]\"","count":3)"), std::string::npos)
      << last;
  EXPECT_EQ(last.find("s3cret"), std::string::npos);
  EXPECT_EQ(log.masked(), 2U);
}

}  // namespace
}  // namespace jurymast::telemetry
