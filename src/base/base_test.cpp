#include <gtest/gtest.h>

#include <set>
#include <type_traits>

#include "base/failure_class.hpp"
#include "base/ids.hpp"
#include "base/random.hpp"
#include "base/refusal.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"
#include "base/units.hpp"

namespace jurymast {
namespace {

using namespace std::chrono_literals;

TEST(Random, GivesTheSameNumbersWithEveryCompiler) {
  Random random(42);
  EXPECT_EQ(random.next(), 1546998764402558742U);
  EXPECT_EQ(random.next(), 6990951692964543102U);
}

TEST(Random, BelowStaysBelow_AndReachesEveryValue) {
  Random random(1);
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(random.below(7));
  EXPECT_EQ(seen.size(), 7U);
  EXPECT_EQ(*seen.rbegin(), 6U);
}

TEST(Random, ForkDoesNotDependOnLaterDraws) {
  const Random root(7);
  Random a = root.fork(1);
  Random b = root.fork(1);
  Random c = root.fork(2);
  const std::uint64_t first = a.next();
  EXPECT_EQ(first, b.next());
  EXPECT_NE(first, c.next());
}

TEST(Random, JitterCoversTheWholeSpan) {
  Random random(3);
  Duration least = 1s;
  Duration most{0};
  for (int i = 0; i < 1000; ++i) {
    const Duration d = random.jitter(1s);
    least = std::min(least, d);
    most = std::max(most, d);
  }
  EXPECT_LT(least, 20ms);
  EXPECT_GT(most, 980ms);
  EXPECT_LE(most, 1s);
  EXPECT_EQ(random.jitter(-1s), 0s);
}

TEST(OperationId, SortsByTime_AndReadsItsOwnText) {
  Random random(5);
  const OperationId earlier = OperationId::make(WallTime{1'000'000ms}, random);
  const OperationId later = OperationId::make(WallTime{1'000'001ms}, random);
  EXPECT_LT(earlier, later);
  EXPECT_LT(earlier.to_string(), later.to_string());
  EXPECT_EQ(OperationId::parse(later.to_string()), later);
}

TEST(OperationId, RefusesWhatIsNotOne) {
  EXPECT_FALSE(OperationId::parse(""));
  EXPECT_FALSE(OperationId::parse("01ARZ3NDEKTSV4RRFFQ69G5FA"));
  EXPECT_FALSE(OperationId::parse("01ARZ3NDEKTSV4RRFFQ69G5FAU"));
  EXPECT_FALSE(OperationId::parse("81ARZ3NDEKTSV4RRFFQ69G5FAV"));
  EXPECT_TRUE(OperationId::parse("01ARZ3NDEKTSV4RRFFQ69G5FAV"));
}

TEST(WallTime, RendersAsRfc3339) {
  EXPECT_EQ(to_rfc3339(WallTime{0s}), "1970-01-01T00:00:00.000000Z");
  EXPECT_EQ(to_rfc3339(WallTime{1'783'252'800s + 123'456us}), "2026-07-05T12:00:00.123456Z");
  EXPECT_EQ(to_rfc3339(WallTime{-1us}), "1969-12-31T23:59:59.999999Z");
}

TEST(Units, ReadDurations) {
  EXPECT_EQ(parse_duration("250ms").value(), 250ms);
  EXPECT_EQ(parse_duration("1.5s").value(), 1500ms);
  EXPECT_EQ(parse_duration("10m").value(), 10min);
  EXPECT_EQ(parse_duration("7d").value(), 168h);
  for (const char* bad : {"", "5", "s", "5 s", "-5s", "5sec", "1.s", "1.2345s", "1..5s", "99999999999d", "+5s"}) {
    EXPECT_FALSE(parse_duration(bad)) << bad;
  }
}

TEST(Units, ReadSizes_AndWriteThemBack) {
  EXPECT_EQ(parse_size("20MiB").value(), 20U * 1024 * 1024);
  EXPECT_EQ(parse_size("1.5KiB").value(), 1536U);
  EXPECT_FALSE(parse_size("20MB"));
  EXPECT_EQ(size_to_text(20U * 1024 * 1024), "20MiB");
  EXPECT_EQ(to_text(1500ms), "1500ms");
  EXPECT_EQ(to_text(90s), "90s");
  EXPECT_EQ(to_text(Duration(0)), "0s");
}

TEST(Units, ASharesTextIsExact) {
  EXPECT_EQ(parse_share("2.5 %").value(), 25'000U);
  EXPECT_EQ(parse_share("2.5%").value(), 25'000U);
  EXPECT_EQ(parse_share("0.001%").value(), 10U);
  for (const char* wrong : {"", "%", "2.5", "-1 %", "0.0001 %", "2,5 %", "half"}) EXPECT_FALSE(parse_share(wrong)) << wrong;
  for (const std::uint64_t ppm : {0U, 10U, 5'000U, 25'000U, 1'000'000U}) EXPECT_EQ(parse_share(share_to_text(ppm)).value(), ppm);
  EXPECT_EQ(share_to_text(25'000), "2.5 %");
}

TEST(Vocabulary, HasANameForEveryClassAndRefusal) {
  for (std::size_t i = 0; i < kFailureClassCount; ++i) {
    const auto c = static_cast<FailureClass>(i);
    EXPECT_EQ(failure_class_named(name_of(c)), c);
  }
  EXPECT_EQ(name_of(FailureClass::Ambiguous), "ambiguous");
  EXPECT_EQ(name_of(Refusal::Internal), "internal");
  EXPECT_EQ(status_of(Refusal::Loop), 508);
}

TEST(Secret, CannotBeFormattedOrCopied_AndLeavesNothingBehind) {
  static_assert(!std::is_copy_constructible_v<Secret>);
  static_assert(!fmt::is_formattable<Secret>::value);
  Secret a{std::string("sk-very-secret")};
  const Secret b = std::move(a);
  EXPECT_EQ(b.reveal(), "sk-very-secret");
  EXPECT_TRUE(a.empty());  // NOLINT(bugprone-use-after-move): what a moved-from secret holds is the point
}

}  // namespace
}  // namespace jurymast
