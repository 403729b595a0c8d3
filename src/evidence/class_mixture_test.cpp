#include "evidence/class_mixture.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace jurymast::evidence {
namespace {

constexpr Draw kCanary{250'000, Side::Canary};
constexpr Draw kControl{250'000, Side::Control};
constexpr std::size_t kClassesThatCount = 23;

TEST(ClassMixture, IsHalfAnyFailure_AndHalfSpreadOverTheClassesThatCount) {
  ClassMixture mixture;
  RelativeHarm any;
  RelativeHarm timeouts;
  for (const Draw draw : {kCanary, kCanary, kControl, kCanary}) {
    mixture.add_failure(draw, FailureClass::TimeoutStall);
    timeouts.add_failure(draw);
    any.add_failure(draw);
  }
  mixture.add_failure(kControl, FailureClass::UpstreamError);
  any.add_failure(kControl);
  RelativeHarm errors;
  errors.add_failure(kControl);
  mixture.add_failure(kCanary, FailureClass::InvalidRequest);
  RelativeHarm refused;
  refused.add_failure(kCanary);
  const double classes = (timeouts.e() + errors.e() + refused.e() + (kClassesThatCount - 3)) / kClassesThatCount;
  EXPECT_NEAR(mixture.e(), any.e() / 2 + classes / 2, 1e-12 * mixture.e());
}

/// Of the failures one in ten is a stall, and all stalls are the canary's; in sum both arms fail alike.
TEST(ClassMixture, FindsAClassThatIsWorse_WhereTheSumIsNot_AndNamesIt) {
  ClassMixture mixture;
  RelativeHarm any;
  for (int i = 0; i < 40; ++i) {
    const bool stalls = i % 4 == 0;
    const Draw draw = stalls ? kCanary : kControl;
    mixture.add_failure(draw, stalls ? FailureClass::TimeoutStall : FailureClass::Overloaded);
    any.add_failure(draw);
  }
  EXPECT_LT(any.e(), 1);
  EXPECT_GE(mixture.e(), 1 / 0.02);
  EXPECT_EQ(mixture.leading_class(), FailureClass::TimeoutStall);
}

TEST(ClassMixture, NamesNoClassWhereNoneSpeaksAgainstTheCanary) {
  ClassMixture mixture;
  EXPECT_EQ(mixture.e(), 1);
  EXPECT_FALSE(mixture.leading_class());
  mixture.add_failure(kControl, FailureClass::Empty);
  EXPECT_FALSE(mixture.leading_class());
}

TEST(ClassMixture, LeavesOutWhatIsTheCallersOwn) {
  ClassMixture mixture;
  for (const FailureClass own : {FailureClass::Ok, FailureClass::ContextLength, FailureClass::ContentPolicy,
                                 FailureClass::StateMissing, FailureClass::Cancelled}) {
    for (int i = 0; i < 50; ++i) mixture.add_failure(kCanary, own);
  }
  EXPECT_EQ(mixture.e(), 1);
}

/// Bad requests hit both arms alike; a canary that alone refuses them speaks another contract.
TEST(ClassMixture, JudgesRefusedRequestsForThemselves) {
  ClassMixture alike;
  ClassMixture canary_alone;
  for (int i = 0; i < 40; ++i) {
    alike.add_failure(i % 4 == 0 ? kCanary : kControl, FailureClass::InvalidRequest);
    if (i % 4 == 0) canary_alone.add_failure(kCanary, FailureClass::InvalidRequest);
  }
  EXPECT_LT(alike.e(), 1.1);
  EXPECT_GT(canary_alone.e(), 1 / 0.02);
  EXPECT_EQ(canary_alone.leading_class(), FailureClass::InvalidRequest);
}

}  // namespace
}  // namespace jurymast::evidence
