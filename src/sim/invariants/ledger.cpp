#include "sim/invariants/ledger.hpp"

#include <fmt/format.h>

namespace jurymast::sim {
namespace {

constexpr std::array<InvariantRow, kInvariantCount> kRows{{
    {"window_bound", "thousandths of tokens spent in any window beyond what its successes and its time bring; the bucket"},
    {"wire_bound", "attempts sent since the process began, in thousandths; arrivals, successes, bucket and time"},
    {"retries_paid", "retries sent that no token was taken for"},
    {"attempt_caps", "attempts of an operation over its caps, and returns to a target it left"},
    {"nothing_after_commit", "attempts sent after the commit"},
    {"one_attempts_bytes", "delivered events that are not the next of the one attempt that serves"},
    {"ends_once", "ends of an operation beyond the first, or a missing one"},
    {"ends_in_time", "ms that an operation outlives its deadline; one tick"},
    {"recorded_once", "records of an operation beyond or below one"},
    {"record_true", "what a record says that the world did not see"},
    {"open_means_closed", "attempts let through an open breaker that are no probe"},
    {"opens_for_cause", "failures missing for a breaker to open by its settings"},
    {"pause_kept", "attempts sent before the time that the provider asked for"},
    {"one_probe", "probes in flight at one breaker; one"},
    {"within_caps", "requests in flight over a target's or the server's limit"},
    {"no_unsafe_resend", "attempts that could do their work twice where that is forbidden"},
    {"gone_means_closed", "upstream attempts that run on after their client has left"},
    {"tokens_in_range", "thousandths of tokens in a bucket; its capacity"},
    {"breakers_recover", "breakers not closed a minute after the last fault, with traffic"},
    {"service_recovers", "calls that fail a minute after the last fault; one in a hundred"},
    {"errors_say_how", "errors without class, id or a clear word on coming back"},
    {"one_configuration", "attempts sent with another configuration than the operation's own"},
    {"waits_spread", "retries in the fullest tenth of the backoff range; three times the mean"},
    {"kill_obeyed", "attempts begun or still unseen at a fallback while the kill switch stands"},
    {"exposure_allowed", "the share, in millionths, with which an operation was moved; what was allowed when it came"},
    {"exposure_share", "the square of the canaries beyond their share of the drawn; 36 times that share"},
    {"shadows_teach_nothing",
     "questions and ends of shadows that changed what is known of a target, and shadows recorded in another arm"},
}};

}  // namespace

const InvariantRow& row_of(Invariant invariant) { return kRows[static_cast<std::size_t>(invariant)]; }

std::string describe(const Violation& violation) {
  return fmt::format("{} at {} ms, subject {}: {} > {} ({})", row_of(violation.invariant).name, to_ms(violation.at),
                     violation.subject, violation.value, violation.bound, row_of(violation.invariant).meaning);
}

void Ledger::merge(const Ledger& other) {
  for (std::size_t i = 0; i < kInvariantCount; ++i) {
    Entry& mine = entries_[i];
    const Entry& theirs = other.entries_[i];
    if (theirs.checked == 0) continue;
    if (mine.checked == 0 || theirs.worst - theirs.bound > mine.worst - mine.bound) {
      mine.worst = theirs.worst;
      mine.bound = theirs.bound;
    }
    mine.checked += theirs.checked;
  }
  if (!violation_) violation_ = other.violation_;
}

}  // namespace jurymast::sim
