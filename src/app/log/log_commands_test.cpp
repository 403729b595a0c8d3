#include "app/log/log_show.hpp"
#include "app/log/log_text.hpp"
#include "app/log/test_log_commands.hpp"

namespace jurymast::app {
namespace {

using testing::id_text;
using testing::LogCommands;
using testing::Sink;
using namespace std::chrono_literals;

TEST_F(LogCommands, TailPrintsOneLineForEachRecord) {
  EXPECT_EQ(tail({}), kPass);
  expect_golden("tail");
}

TEST_F(LogCommands, TailKeepsToItsCount_AndToFailures) {
  EXPECT_EQ(tail({.lines = 2}), kPass);
  EXPECT_EQ(output_lines(), 2U);
  EXPECT_EQ(tail({.failures = true}), kPass);
  EXPECT_EQ(output_lines(), 3U);
  EXPECT_EQ(output_.find(id_text(1)), std::string::npos);
  for (const std::uint64_t number : {3U, 4U, 5U}) EXPECT_NE(output_.find(id_text(number)), std::string::npos);
}

TEST_F(LogCommands, TailAsJsonGivesTheLinesThemselves) {
  EXPECT_EQ(tail({.lines = 1000, .json = true}), kPass);
  EXPECT_EQ(output_, log_text());
}

TEST_F(LogCommands, TailFollowsWhatComes_EachLineOnce) {
  int turns = 0;
  LogTailOptions options{.lines = 1, .follow = true};
  options.wait = [&] {
    if (++turns > 3) return false;
    add(record::render(record::testing::served(100U + static_cast<unsigned>(turns))));
    return true;
  };
  EXPECT_EQ(tail(options), kPass);
  EXPECT_EQ(output_lines(), 4U);
}

TEST_F(LogCommands, TailOfNoLogIsEmpty) {
  const store::testing::TemporaryDirectory empty;
  Sink out;
  EXPECT_EQ(run_log_tail({.state = empty.path()}, out.file(), stderr), kPass);
  EXPECT_EQ(out.text(), "");
}

TEST_F(LogCommands, ShowPrintsTheWholeRecord) {
  Sink out;
  ASSERT_EQ(run_log_show({state_.path(), id_text(2), {}, false}, out.file(), stderr), kPass);
  const auto record = nlohmann::json::parse(out.text());
  EXPECT_EQ(record.at("id"), id_text(2));
  EXPECT_EQ(record.at("served_by"), "spare");
}

TEST_F(LogCommands, ShowOfAnUnknownIdFails_AndOfNoIdIsMisuse) {
  Sink out;
  Sink err;
  EXPECT_EQ(run_log_show({state_.path(), id_text(99), {}, false}, out.file(), err.file()), kCheckFailed);
  EXPECT_EQ(run_log_show({state_.path(), "req-123", {}, false}, out.file(), err.file()), kUsage);
  EXPECT_NE(err.text().find("--request-id"), std::string::npos);
  EXPECT_EQ(out.text(), "");
}

TEST_F(LogCommands, ExportFilters) {
  EXPECT_EQ(export_lines({}), kPass);
  EXPECT_EQ(output_, log_text());
  EXPECT_EQ(export_lines({.route = "other"}), kPass);
  EXPECT_EQ(output_lines(), 1U);
  EXPECT_EQ(export_lines({.failures = true}), kPass);
  EXPECT_EQ(output_lines(), 3U);
  // The clock stands at the moment of the first record; the last one is a minute younger.
  EXPECT_EQ(export_lines({.since = "2026-06-21T00:00:30Z"}), kPass);
  EXPECT_EQ(output_lines(), 1U);
  EXPECT_EQ(export_lines({.until = "2026-06-21T02:00:30+02:00"}), kPass);
  EXPECT_EQ(output_lines(), 7U);
  EXPECT_EQ(export_lines({.since = "1s"}), kPass);
  EXPECT_EQ(output_lines(), 8U);
  clock_.advance(59s);
  EXPECT_EQ(export_lines({.since = "10s"}), kPass);
  EXPECT_EQ(output_lines(), 1U);
}

TEST_F(LogCommands, ExportSaysWhatATimeIs) {
  EXPECT_EQ(export_lines({.since = "yesterday"}), kUsage);
  EXPECT_NE(output_.find("30m"), std::string::npos);
  EXPECT_EQ(export_lines({.since = "1m", .until = "2m"}), kUsage);
}

TEST_F(LogCommands, ExportTellsGapsWhateverIsAskedFor) {
  add(record::render(record::GapRecord{record::testing::start_of(9).at, record::GapReason::QueueFull, 4}));
  EXPECT_EQ(export_lines({.route = "other"}), kPass);
  EXPECT_EQ(output_lines(), 2U);
}

TEST(LogText, ReadsMomentsBothWays) {
  const WallTime now{std::chrono::seconds(1'782'000'000)};
  EXPECT_EQ(*parse_moment("30m", now), now - 30min);
  EXPECT_EQ(*parse_moment("2026-06-21T00:00:00Z", now), now);
  EXPECT_FALSE(parse_moment("", now));
}

}  // namespace
}  // namespace jurymast::app
