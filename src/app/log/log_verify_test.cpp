#include "app/log/test_log_commands.hpp"

namespace jurymast::app {
namespace {

using testing::LogCommands;

TEST_F(LogCommands, VerifyFindsAWholeLogWhole) {
  EXPECT_EQ(verify(), kPass) << output_;
  EXPECT_EQ(output_,
            "note not_chained: 8 lines do not name the line before them, as older versions wrote them\n"
            "whole: 8 lines, 6 operations, 0 findings, 1 notes\n");
}

TEST_F(LogCommands, VerifyFindsEveryChangedByte) {
  const std::string good = log_text();
  for (std::size_t at = 0; at < good.size(); at += 5) {
    std::string bad = good;
    bad[at] = bad[at] == '~' ? '!' : '~';
    replace_log(bad);
    EXPECT_EQ(verify(), kCheckFailed) << "at byte " << at;
  }
}

TEST_F(LogCommands, VerifyFindsAMissingADoubledAndAMovedLine) {
  const std::string good = log_text();
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < good.size(); at = good.find('\n', at) + 1)
    lines.push_back(good.substr(at, good.find('\n', at) + 1 - at));
  const auto log_of = [&](const std::vector<std::size_t>& order) {
    std::string text;
    for (const std::size_t i : order) text += lines[i];
    replace_log(text);
    return verify();
  };
  EXPECT_EQ(log_of({0, 1, 2, 4, 5, 6, 7}), kCheckFailed);
  EXPECT_NE(output_.find("missing_lines current.jsonl:4: 5 follows 3: 1 lines are missing"), std::string::npos) << output_;
  EXPECT_EQ(log_of({0, 1, 2, 3, 3, 4, 5, 6, 7}), kCheckFailed);
  EXPECT_NE(output_.find("repeated_number"), std::string::npos);
  EXPECT_NE(output_.find("repeated_operation"), std::string::npos);
  EXPECT_EQ(log_of({0, 1, 3, 2, 4, 5, 6, 7}), kCheckFailed);
}

TEST_F(LogCommands, VerifyFindsASecondRecordOfOneOperation) {
  add(record::render(record::testing::served(1)));
  EXPECT_EQ(verify(true), kCheckFailed);
  const auto report = nlohmann::json::parse(output_);
  ASSERT_EQ(report.at("findings").size(), 1U);
  EXPECT_EQ(report.at("findings")[0].at("id"), "repeated_operation");
}

TEST_F(LogCommands, VerifyNotesWhatIsKnownToBeMissing_TimesThatRunBackwards_AndAnUnfinishedLine) {
  add(record::render(record::GapRecord{record::testing::start_of(61'000).at, record::GapReason::QueueFull, 4}));
  add(record::render(record::testing::served(6)));
  write(R"({"v":1,"kind":"oper)");
  EXPECT_EQ(verify(), kPass);
  for (const char* note : {"records_missing", "time_runs_backwards", "unfinished_line"}) {
    EXPECT_NE(output_.find(note), std::string::npos) << note;
  }
}

TEST_F(LogCommands, VerifyBoundsWhatItPrints) {
  for (int i = 0; i < 3000; ++i) write("nonsense\n");
  EXPECT_EQ(verify(), kCheckFailed);
  EXPECT_LT(output_lines(), 1010U);
  EXPECT_NE(output_.find("and 2000 findings more"), std::string::npos);
}

}  // namespace
}  // namespace jurymast::app
