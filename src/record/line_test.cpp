#include "record/line.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/random.hpp"
#include "record/crc32c.hpp"
#include "record/test_operations.hpp"

namespace jurymast::record {
namespace {

TEST(Crc32c, GivesThePublishedValues) {
  EXPECT_EQ(crc32c("123456789"), 0xe3069283U);
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8a9136aaU);
  EXPECT_EQ(crc32c(std::string(32, '\xff')), 0x62a8ab43U);
}

TEST(Crc32c, ByInstructionByTableAndInPiecesIsTheSame) {
  Random random(11);
  for (std::size_t size = 0; size < 200; ++size) {
    std::string bytes;
    while (bytes.size() < size) bytes += static_cast<char>(random.below(256));
    const std::string_view all = bytes;
    const std::size_t cut = random.below(size + 1);
    EXPECT_EQ(crc32c(all), crc32c_by_table(all));
    EXPECT_EQ(crc32c(all.substr(cut), crc32c(all.substr(0, cut))), crc32c(all));
  }
}

TEST(Line, CarriesItsNumberAndChecksum_AndGivesTheRecordBack) {
  const std::string record = render(testing::served(4));
  std::string line;
  number_line(record, 77, line);
  ASSERT_TRUE(line.ends_with("\"}\n"));
  line.pop_back();
  EXPECT_EQ(nlohmann::json::parse(line).at("seq"), 77);
  const auto split = split_line(line);
  ASSERT_TRUE(split);
  EXPECT_EQ(split->seq, 77U);
  EXPECT_EQ(split->kind, "operation");
  EXPECT_EQ(split->record, record);
  EXPECT_TRUE(split->checksum_holds);
}

TEST(Line, EveryChangedByteIsNoticed) {
  std::string line;
  number_line(render(testing::served(4)), 77, line);
  line.pop_back();
  for (std::size_t i = 0; i < line.size(); ++i) {
    std::string changed = line;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    const auto split = split_line(changed);
    EXPECT_FALSE(split && split->checksum_holds) << "at byte " << i;
  }
}

TEST(Line, CutAnywhereIsNoLine) {
  std::string line;
  number_line(render(testing::served(4)), 77, line);
  line.pop_back();
  for (std::size_t size = 0; size < line.size(); ++size) {
    const auto split = split_line(std::string_view(line).substr(0, size));
    EXPECT_FALSE(split && split->checksum_holds) << "cut at " << size;
  }
}

TEST(Line, IsMadeOfNothingThatItsReaderCouldNotGiveBack) {
  EXPECT_TRUE(is_record(R"({"v":1,"kind":"gap"})"));
  EXPECT_TRUE(is_record(R"({"v":1,"kind":"gap","n":5})"));
  EXPECT_FALSE(is_record(R"({"v":1,"kind":"gap"5})"));
  EXPECT_FALSE(is_record("{\"v\":1,\"kind\":\"gap\",\n\"n\":5}"));
  EXPECT_FALSE(is_record(R"({"v":1,"kind":"gap")"));
}

TEST(Line, KnowsTheIdsOfOperationsOnly) {
  EXPECT_EQ(operation_id_of(render(testing::served(9))), testing::operation_id(9));
  EXPECT_EQ(operation_id_of(render_start(testing::start_of(9))), testing::operation_id(9));
  EXPECT_FALSE(operation_id_of(R"({"v":1,"kind":"gap","ts":"x"})"));
  EXPECT_FALSE(operation_id_of(R"({"v":1,"kind":"operation","id":"short"})"));
}

}  // namespace
}  // namespace jurymast::record
