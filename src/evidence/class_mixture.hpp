#pragma once
#include <array>
#include <cstddef>
#include <optional>

#include "base/failure_class.hpp"
#include "evidence/relative_harm.hpp"

namespace jurymast::evidence {

/// Whether a class can speak against a target at all: the caller's own faults, and the callers who left, do not.
constexpr bool counts_against_target(FailureClass failure_class) {
  switch (failure_class) {
    case FailureClass::Ok:
    case FailureClass::ContextLength:
    case FailureClass::ContentPolicy:
    case FailureClass::StateMissing:
    case FailureClass::Cancelled:
      return false;
    default:
      return true;
  }
}

/// What is heard of a failure; of one that was heard before, not all of it is.
struct Heard {
  bool any = true;       ///< as a failure of whatever class
  bool of_class = true;  ///< as one of its class
  bool invalid = true;   ///< as an answer that is no use
};

/// Harm over all failure classes within one error probability: half of the evidence is that of any failure, the other half is spread equally
/// over the classes that can count. An average of e-processes is one, so the limit is 1/alpha whatever the number of classes.
class ClassMixture {
 public:
  explicit ClassMixture(double margin = 1.0);
  /// One failed operation of either arm. A class that does not count against targets changes nothing. `InvalidRequest` is judged for itself
  /// and not among any failures: callers send bad requests to both arms alike, and only a canary that refuses more of them is at fault. So it
  /// must be told of both arms.
  void add_failure(Draw draw, FailureClass failure_class, Heard heard = {});
  double log_e() const;
  double e() const;
  /// The class with the largest share in the evidence; nothing where no class has any yet.
  std::optional<FailureClass> leading_class() const;

 private:
  RelativeHarm any_;
  std::array<RelativeHarm, kFailureClassCount> classes_;  ///< those that do not count stay empty
};

}  // namespace jurymast::evidence
