#pragma once
#include <string_view>

#include "base/failure_class.hpp"

namespace jurymast::policy {

enum class SameTarget : unsigned char { No, Once, AfterRetryAfter };
enum class NextTarget : unsigned char { No, Yes, LargerWindow };
enum class BreakerEffect : unsigned char { Good, Bad, Neutral, OpensCredential };
enum class AnswerBody : unsigned char { Own, Upstream };

/// What one failure class means: for the retry, the fallback, the breaker and the client.
struct ClassRow {
  FailureClass failure_class;
  std::string_view seen_as;  ///< for people: how it is recognised
  SameTarget same_target;
  NextTarget next_target;
  BreakerEffect breaker;
  bool transient;       ///< coming back later may help
  bool alert;
  int status;           ///< what the client is told; 0: the upstream's own 4xx (500 becomes 400)
  AnswerBody body;
  std::string_view note;       ///< for people: why
  std::string_view next_step;  ///< for people: what to do when this class leads
};

/// The row of a class. The one table behind decisions, `docs/failure-modes.md` and `jurymast status`.
const ClassRow& row_of(FailureClass failure_class);

}  // namespace jurymast::policy
