#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>

#include "base/failure_class.hpp"
#include "base/ids.hpp"
#include "base/refusal.hpp"

namespace jurymast::policy {
namespace step {

/// Which changes the request's prompt gets, beside the target's own system prompt.
enum class PromptForm : unsigned char { AsItCame, Corrected, Degraded };
/// Send the request to this target. `attempt` counts from 1. `fresh`: not over a reused connection.
struct Send {
  TargetIndex target;
  std::uint8_t attempt = 1;
  bool fresh = false;
  PromptForm prompt = PromptForm::AsItCame;
};
/// Close the upstream connection of the current attempt; it is never reused.
struct CloseUpstream {};
/// Nothing to do before wake_at().
struct Wait {};
/// Check the answer, which is whole, by the route's rules; Validated must be the next event of this attempt.
struct Validate {};
/// Send this status and the answer's header, then (Forward) what was held of the current attempt.
struct Commit {
  int status = 200;
};
/// Pass on what is held and whatever follows of the current attempt.
struct Forward {};
/// The answer is whole: write what ends it (`[DONE]` for a chat stream) and end the message.
struct EndClient {};
/// A committed stream failed: write the family's error event, by which SDKs raise, and end the message without `[DONE]`.
struct AbortClient {
  FailureClass failure_class = FailureClass::Truncated;
};
/// Answer with an error, nothing having been committed.
struct Answer {
  int status = 502;
  std::optional<FailureClass> failure_class;
  std::optional<Refusal> refusal;
  std::optional<std::uint8_t> body_of_attempt;  ///< pass this attempt's error object on as it is
  bool final_answer = true;                     ///< write `x-should-retry: false`
  std::optional<std::uint32_t> retry_after_s;   ///< hopeful: the Retry-After header; final: `error.retry_after_s`
};
/// The decision is complete: write the record, let go of everything.
struct Finish {};

}  // namespace step

/// One thing the driver has to do.
using Step = std::variant<step::Send, step::CloseUpstream, step::Wait, step::Validate, step::Commit, step::Forward, step::EndClient,
                          step::AbortClient, step::Answer, step::Finish>;

/// Up to six steps, to be carried out in order.
class Steps {
 public:
  static constexpr std::size_t kMax = 6;
  /// Adds a step; more than kMax is a broken invariant.
  void push(const Step& step);
  const Step* begin() const { return steps_.data(); }
  const Step* end() const { return steps_.data() + size_; }
  std::size_t size() const { return size_; }

 private:
  std::array<Step, kMax> steps_;
  std::size_t size_ = 0;
};

}  // namespace jurymast::policy
