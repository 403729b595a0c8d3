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

void expect_same(const std::optional<JudgedOperation>& fast, const std::optional<JudgedOperation>& whole, const std::string& line) {
  ASSERT_EQ(fast.has_value(), whole.has_value()) << line;
  if (!fast) return;
  EXPECT_EQ(fast->at, whole->at);
  EXPECT_EQ(fast->id, whole->id);
  EXPECT_EQ(fast->route, whole->route);
  EXPECT_EQ(fast->family, whole->family);
  EXPECT_EQ(fast->streamed, whole->streamed);
  EXPECT_EQ(fast->arm, whole->arm);
  EXPECT_EQ(fast->draw.has_value(), whole->draw.has_value());
  EXPECT_EQ(fast->assigned, whole->assigned);
  EXPECT_EQ(fast->outcome, whole->outcome) << line;
  EXPECT_EQ(fast->failure_class, whole->failure_class);
  EXPECT_EQ(fast->denied, whole->denied);
  EXPECT_EQ(fast->content_after, whole->content_after);
}

TEST(JudgedLine, SaysTheSameAsTheWholeRecord) {
  JudgedLineReader reader;
  std::size_t judged = 0;
  std::uint64_t seq = 0;
  for (const record::testing::NamedLine& operation : record::testing::operations_of_every_end()) {
    const std::string line = numbered(operation.record, ++seq);
    const auto fast = reader.read(line);
    judged += fast.has_value() ? 1 : 0;
    expect_same(fast, judged_operation(*record::read_line(line)), line);
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
