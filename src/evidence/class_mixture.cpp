#include "evidence/class_mixture.hpp"

#include <cmath>

#include "evidence/likelihood.hpp"

namespace jurymast::evidence {
namespace {

constexpr auto kCountingClasses = [] {
  constexpr std::size_t kCount = [] {
    std::size_t count = 0;
    for (std::size_t i = 0; i < kFailureClassCount; ++i) {
      if (counts_against_target(static_cast<FailureClass>(i))) ++count;
    }
    return count;
  }();
  std::array<FailureClass, kCount> classes{};
  std::size_t position = 0;
  for (std::size_t i = 0; i < kFailureClassCount; ++i) {
    if (counts_against_target(static_cast<FailureClass>(i))) classes[position++] = static_cast<FailureClass>(i);
  }
  return classes;
}();

}  // namespace

ClassMixture::ClassMixture(double margin) : any_(margin) { classes_.fill(RelativeHarm(margin)); }

void ClassMixture::add_failure(Draw draw, FailureClass failure_class, Heard heard) {
  if (!counts_against_target(failure_class)) return;
  if (heard.of_class) classes_[static_cast<std::size_t>(failure_class)].add_failure(draw);
  if (heard.any && failure_class != FailureClass::InvalidRequest) any_.add_failure(draw);
}

double ClassMixture::log_e() const {
  std::array<double, kCountingClasses.size()> classes{};
  for (std::size_t i = 0; i < classes.size(); ++i) classes[i] = classes_[static_cast<std::size_t>(kCountingClasses[i])].log_e();
  return log_average(std::array{any_.log_e(), log_average(classes)});
}

double ClassMixture::e() const { return std::exp(log_e()); }

std::optional<FailureClass> ClassMixture::leading_class() const {
  std::optional<FailureClass> leading;
  double largest = 0;
  for (const FailureClass candidate : kCountingClasses) {
    const double log_e = classes_[static_cast<std::size_t>(candidate)].log_e();
    if (log_e <= largest) continue;
    largest = log_e;
    leading = candidate;
  }
  return leading;
}

}  // namespace jurymast::evidence
