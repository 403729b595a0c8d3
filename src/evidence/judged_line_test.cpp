#include "evidence/judged_line.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "record/line.hpp"
#include "record/test_views.hpp"

namespace jurymast::evidence {
namespace {

std::string numbered(const std::string& record, std::uint64_t seq) {
  std::string line;
  record::number_line(record, seq, line);
  line.pop_back();
  return line;
}

TEST(JudgedLine, SaysTheSameAsTheWholeRecord) {
  JudgedLineReader reader;
  std::size_t judged = 0;
  std::uint64_t seq = 0;
  for (const record::testing::NamedLine& operation : record::testing::operations_of_every_end()) {
    const std::string line = numbered(operation.record, ++seq);
    const auto fast = reader.read(line);
    judged += fast.has_value() ? 1 : 0;
    EXPECT_EQ(fast, judged_operation(*record::read_line(line))) << line;
  }
  EXPECT_GE(judged, 10U);
}

TEST(JudgedLine, LeavesOtherKinds_Damage_AndWhatIsNoLine) {
  JudgedLineReader reader;
  for (const record::testing::NamedLine& other : record::testing::records_of_other_kinds()) {
    EXPECT_FALSE(reader.read(numbered(other.record, 1))) << other.name;
  }
  const std::string good = numbered(record::testing::operations_of_every_end().front().record, 1);
  ASSERT_TRUE(reader.read(good));
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    EXPECT_FALSE(reader.read(bad)) << at;
    EXPECT_FALSE(reader.read(std::string_view(good).substr(0, at))) << at;
  }
  EXPECT_FALSE(reader.read(std::string(record::kLineBytesMax + 1, 'x')));
}

}  // namespace
}  // namespace jurymast::evidence
