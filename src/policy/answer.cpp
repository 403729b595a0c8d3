#include "policy/answer.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "policy/class_table.hpp"

namespace jurymast::policy {
namespace {

using record::Denial;

/// A place comes free at any moment; it is told as soon.
constexpr Duration kFullWait = std::chrono::seconds(1);
constexpr int kBadRequest = 400;
constexpr int kBadGateway = 502;

bool is_client_status(int status) { return status >= 400 && status < 500; }

/// The classes that the caller can act on: the provider's own words are passed on.
bool is_client_fault(FailureClass c) { return row_of(c).body == AnswerBody::Upstream; }

int status_for(const record::Attempt& attempt) {
  const ClassRow& row = row_of(attempt.failure_class);
  if (row.status != 0) return row.status;
  if (is_client_status(attempt.http_status)) return attempt.http_status;
  return row.body == AnswerBody::Upstream ? kBadRequest : kBadGateway;
}

}  // namespace

void DenialTally::Reason::count(MonotonicTime at) {
  counted = true;
  earliest = std::min(earliest, at);
}

void DenialTally::add(Denial denial, std::optional<MonotonicTime> open_again, MonotonicTime now) {
  switch (denial) {
    case Denial::BreakerOpen: return open_.count(open_again.value_or(now));
    case Denial::Paused: return paused_.count(open_again.value_or(now));
    case Denial::Full: return full_.count(open_again.value_or(now + kFullWait));
    // A refused credential comes back by nobody's waiting, and who only the ramp turned away is asked again.
    default: return;
  }
}

std::optional<MonotonicTime> DenialTally::earliest() const {
  const MonotonicTime at = std::min({open_.earliest, paused_.earliest, full_.earliest});
  return at == MonotonicTime::never() ? std::nullopt : std::optional(at);
}

Refusal DenialTally::refusal() const {
  if (only_pauses()) return Refusal::AllPaused;
  if (!open_.counted && !full_.counted) return Refusal::NotEligible;
  return full_.earliest < open_.earliest ? Refusal::AllFull : Refusal::AllOpen;
}

std::uint32_t ceil_seconds(Duration d) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(std::max(d, Duration(1))).count();
  return static_cast<std::uint32_t>(std::min<std::int64_t>(seconds, UINT32_MAX));
}

step::Answer refuse(Refusal refusal, std::optional<MonotonicTime> open_again, MonotonicTime now) {
  step::Answer answer;
  answer.status = status_of(refusal);
  answer.refusal = refusal;
  if (!open_again) return answer;
  answer.retry_after_s = ceil_seconds(*open_again - now);
  answer.final_answer = *open_again - now > kHopefulMax;
  return answer;
}

step::Answer refuse_credential() {
  step::Answer answer;
  answer.status = row_of(FailureClass::Auth).status;
  answer.failure_class = FailureClass::Auth;
  return answer;
}

const record::Attempt& reported_attempt(const record::Decision& decision, unsigned ignored) {
  const record::Attempt* reported = nullptr;
  for (const record::Attempt& attempt : decision.attempts) {
    if ((ignored >> (attempt.number - 1U) & 1U) != 0) continue;
    const bool fault = is_client_fault(attempt.failure_class);
    if (reported == nullptr || (fault && !is_client_fault(reported->failure_class))) reported = &attempt;
  }
  JURYMAST_ASSERT(reported != nullptr);
  return *reported;
}

step::Answer answer_for(const record::Attempt& attempt) {
  step::Answer answer;
  answer.status = status_for(attempt);
  answer.failure_class = attempt.failure_class;
  if (is_client_fault(attempt.failure_class)) answer.body_of_attempt = attempt.number;
  if (attempt.retry_after) answer.retry_after_s = ceil_seconds(*attempt.retry_after);
  return answer;
}

}  // namespace jurymast::policy
