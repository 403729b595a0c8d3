#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/failure_class.hpp"
#include "base/family.hpp"
#include "base/time.hpp"
#include "evidence/draw.hpp"
#include "record/parsed_line.hpp"
#include "record/plain_answer.hpp"
#include "record/vocabulary.hpp"

namespace jurymast::evidence {

/// How the target did to which an operation was drawn: retries there included, rescues elsewhere left out.
enum class AssignedOutcome : unsigned char {
  Served,
  Failed,   ///< also where its breaker, a pause, a suspension or its limit kept the operation away
  Invalid,  ///< it answered, and what it answered breaks parser, contract, schema or safety
  Excluded  ///< the caller's own fault, or the caller left
};

/// A fallback's part in an operation that had failed before it was asked.
struct RescueSeen {
  std::string target;
  FailureClass failure_class = FailureClass::Ok;  ///< Ok: its answer was delivered
  bool invalid = false;                           ///< an answer came and was no use
  std::optional<Duration> content_after;          ///< since the operation's arrival; buffered: the whole answer
  Duration waited_before{0};                      ///< of that, what the targets before it took
  friend bool operator==(const RescueSeen&, const RescueSeen&) = default;
};

/// What the statistics of rollouts need of one finished operation, as its record tells it. Times are of the first content of a stream, and of
/// the whole answer of a buffered operation.
struct JudgedOperation {
  WallTime at;
  std::string id;
  std::string route;
  Family family = Family::ChatCompletions;
  bool streamed = false;
  record::Arm arm = record::Arm::Control;
  std::optional<Draw> draw;  ///< to the fallback, also while the primary is on trial; none: not drawn, it enters no comparison
  std::string unit;          ///< hash of whom it was drawn for; empty: for itself
  bool not_eligible = false;  ///< a draw stood for its route, and it was not one that is drawn
  std::string assigned;      ///< the target it was drawn to; without a draw: the primary
  AssignedOutcome outcome = AssignedOutcome::Served;
  FailureClass failure_class = FailureClass::Ok;  ///< of the assigned target's last attempt
  bool unserved = false;                          ///< its caller got no whole answer in the end, from anybody
  bool denied = false;                            ///< the assigned target was not asked at all
  std::optional<Duration> content_after;          ///< the assigned target's, since the operation's arrival
  std::vector<RescueSeen> rescues;                ///< in the order in which the fallbacks were asked
  friend bool operator==(const JudgedOperation&, const JudgedOperation&) = default;
};

/// True for the classes of an answer that came and was no use.
bool is_invalid_answer(FailureClass failure_class);

/// Nothing for lines that are no judged operation: other kinds, refusals before the draw, synthetic and shadow requests, a caller's retry
/// of an operation that counts already, and what was interrupted.
std::optional<JudgedOperation> judged_operation(const record::ParsedLine& line);
/// The same of a plain answer by its primary.
std::optional<JudgedOperation> judged_answer(const record::PlainAnswer& answer);

}  // namespace jurymast::evidence
