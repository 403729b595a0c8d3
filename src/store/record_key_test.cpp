#include "store/record_key.hpp"

#include <sys/stat.h>

#include "store/test_log.hpp"

namespace jurymast::store {
namespace {

TEST(RecordKey, IsMadeOnce_AndReadableByItsOwnerAlone) {
  const testing::TemporaryDirectory state;
  EXPECT_EQ(load_record_key(state.path()).error().code, Code::NotFound);
  const auto made = load_or_create_record_key(state.path());
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->reveal().size(), 32U);
  struct stat about{};
  ASSERT_EQ(::stat((state.path() + "/keys/record.key").c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777U, 0600U);
  const auto again = load_or_create_record_key(state.path());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->reveal(), made->reveal());
}

TEST(RecordKey, DiffersBetweenDeployments_AndBetweenPurposes) {
  const testing::TemporaryDirectory one;
  const testing::TemporaryDirectory other;
  const auto first = load_or_create_record_key(one.path());
  const auto second = load_or_create_record_key(other.path());
  ASSERT_TRUE(first && second);
  EXPECT_NE(first->reveal(), second->reveal());
  EXPECT_NE(caller_id_key(*first), caller_id_key(*second));
  EXPECT_NE(caller_id_key(*first), body_key(*first));
  EXPECT_NE(draw_key(*first), draw_key(*second));
  EXPECT_NE(draw_key(*first), body_key(*first));
}

TEST(RecordKey, OthersCanRead_IsRefusedWithTheRemedy) {
  const testing::TemporaryDirectory state;
  ASSERT_TRUE(load_or_create_record_key(state.path()));
  ::chmod((state.path() + "/keys/record.key").c_str(), 0644);
  const auto read = load_or_create_record_key(state.path());
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Code::Denied);
  EXPECT_NE(read.error().message.find("chmod 600"), std::string::npos);
}

TEST(RecordKey, OfTheWrongLengthIsNoKey) {
  const testing::TemporaryDirectory state;
  ASSERT_TRUE(load_or_create_record_key(state.path()));
  const std::string path = state.path() + "/keys/record.key";
  std::ofstream(path, std::ios::trunc) << "short";
  EXPECT_EQ(load_or_create_record_key(state.path()).error().code, Code::Corrupt);
}

}  // namespace
}  // namespace jurymast::store
