#include "store/month_key.hpp"

#include <sys/stat.h>

#include "record/hash_keys.hpp"
#include "store/test_log.hpp"

namespace jurymast::store {
namespace {

using namespace std::chrono_literals;

constexpr Month kNovember = 2026y / 11;

WallTime at(std::chrono::sys_days day, Duration time) { return {day.time_since_epoch() + time}; }

TEST(Months, BeginAtMidnightInUtc) {
  EXPECT_EQ(month_of(at(2026y / 11 / 30, 24h - 1ns)), kNovember);
  EXPECT_EQ(month_of(at(2026y / 12 / 1, 0ns)), 2026y / 12);
  EXPECT_EQ(name_of(kNovember), "2026-11");
}

TEST(Months, AreReadInOneFormAlone) {
  EXPECT_EQ(parse_month("2026-11"), kNovember);
  for (const std::string_view text : {"2026-13", "2026-00", "2026-1", "26-11", "2026/11", "2026-11 ", "+026-11", "2026-+1", ""}) {
    EXPECT_EQ(parse_month(text), std::nullopt) << text;
  }
}

TEST(MonthKey, IsMadeOnce_AndReadableByItsOwnerAlone) {
  const testing::TemporaryDirectory state;
  EXPECT_TRUE(months_with_keys(state.path()).empty());
  const auto made = load_or_create_month_key(state.path(), kNovember);
  ASSERT_TRUE(made) << made.error().message;
  struct stat about{};
  ASSERT_EQ(::stat((state.path() + "/keys/records-2026-11.key").c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777U, 0600U);
  EXPECT_EQ(load_or_create_month_key(state.path(), kNovember)->reveal(), made->reveal());
}

TEST(MonthKey, GivesHashesThatNoOtherMonthGives) {
  const testing::TemporaryDirectory state;
  const record::HashKeys november(*load_or_create_month_key(state.path(), kNovember));
  const record::HashKeys december(*load_or_create_month_key(state.path(), 2026y / 12));
  EXPECT_NE(november.of_id("caller-1"), december.of_id("caller-1"));
  EXPECT_NE(november.of_body("caller-1"), december.of_body("caller-1"));
  EXPECT_NE(november.of_id("caller-1"), november.of_body("caller-1"));
}

TEST(MonthKey, ThatWasDestroyedIsGone_AndTheOthersStay) {
  const testing::TemporaryDirectory state;
  const auto october = load_or_create_month_key(state.path(), 2026y / 10);
  const auto november = load_or_create_month_key(state.path(), kNovember);
  ASSERT_TRUE(october && november);
  const auto destroyed = destroy_month_key(state.path(), 2026y / 10);
  ASSERT_TRUE(destroyed) << destroyed.error().message;
  const auto left = load_month_keys(state.path());
  ASSERT_TRUE(left);
  ASSERT_EQ(left->size(), 1U);
  EXPECT_EQ(left->front().month, kNovember);
  EXPECT_EQ(left->front().key.reveal(), november->reveal());
  EXPECT_NE(load_or_create_month_key(state.path(), 2026y / 10)->reveal(), october->reveal()) << "it does not come back";
}

TEST(MonthKey, ThatIsNotThereCannotBeDestroyed) {
  const testing::TemporaryDirectory state;
  EXPECT_EQ(destroy_month_key(state.path(), kNovember).error().code, Code::NotFound);
}

}  // namespace
}  // namespace jurymast::store
