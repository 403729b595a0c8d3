#include "evidence/areas.hpp"

#include <gtest/gtest.h>

namespace jurymast::evidence {
namespace {

Areas areas_of(std::string_view settings) {
  Areas areas;
  areas.fill(area_digest(settings));
  return areas;
}

TEST(Areas, FitIntoOneNameOfARecord) {
  EXPECT_EQ(join(areas_of("x")).size(), 64u);
  EXPECT_EQ(area_digest("x").size(), kAreaDigits);
  EXPECT_NE(area_digest("x"), area_digest("y"));
}

TEST(Areas, NameWhichOfThemChanged) {
  const Areas before = areas_of("as it was");
  Areas after = before;
  EXPECT_TRUE(changed_areas(join(before), join(after)).empty());
  after[2] = area_digest("otherwise");
  EXPECT_EQ(changed_areas(join(before), join(after)), std::vector<std::string_view>{"retry"});
}

TEST(Areas, ThatAreNotKnownHaveAllChanged) {
  EXPECT_EQ(changed_areas("", join(areas_of("x"))).size(), record::kEvidenceAreaNames.size());
  EXPECT_EQ(changed_areas("", "").size(), record::kEvidenceAreaNames.size());
}

}  // namespace
}  // namespace jurymast::evidence
