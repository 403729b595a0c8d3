#include "sim/replay.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>
#include <vector>

#include "policy/class_table.hpp"
#include "policy/exchange.hpp"
#include "policy/trace_words.hpp"
#include "record/operation.hpp"
#include "record/parsed_line.hpp"

namespace jurymast::sim {
namespace {

using namespace policy;

/// Where the clock of every replay begins; only differences matter.
constexpr MonotonicTime kBegan{std::chrono::hours(1)};

/// Gives the answers that were given then, in their order, and notes the first question that was not asked then.
class RecordedFleet final : public FleetPort {
 public:
  void expect(const std::vector<TracedQuestion>& questions) {
    questions_ = &questions;
    next_ = 0;
  }
  Admission admit(const AdmissionAsk& ask, MonotonicTime /*now*/, Random& random) override {
    const TracedQuestion* const asked = next(false, ask.target->name);
    if (asked != nullptr && (asked->kind != ask.kind || asked->charge != ask.charge || asked->take_place != ask.take_place)) {
      differ("another kind of attempt is asked for at {}", ask.target->name);
    }
    if (asked == nullptr) return unanswered();
    draw(*asked, random);
    Admission admission = asked->admission;
    if (admission.open_again) admission.open_again = kBegan + admission.open_again->since_origin;
    return admission;
  }
  void settle(const Settlement& settlement, MonotonicTime /*now*/, Random& random) override {
    const TracedQuestion* const asked = next(true, settlement.target->name);
    if (asked == nullptr) return;
    if (asked->failure_class != settlement.failure_class) {
      differ("{} is settled as {}, then as {}", settlement.target->name, name_of(settlement.failure_class),
             name_of(asked->failure_class));
    }
    draw(*asked, random);
  }
  /// What differed since the last call of expect(), the questions that were not asked included.
  std::optional<std::string> difference() {
    if (next_ < questions_->size() && !difference_) differ("{} is not asked any more", (*questions_)[next_].target);
    return difference_;
  }

 private:
  static Admission unanswered() {
    Admission admission;
    admission.denial = record::Denial::Full;
    return admission;
  }
  static void draw(const TracedQuestion& question, Random& random) {
    for (std::uint64_t i = 0; i < question.draws; ++i) random.next();
  }
  const TracedQuestion* next(bool settles, std::string_view target) {
    if (difference_) return nullptr;
    if (next_ < questions_->size() && (*questions_)[next_].settles == settles && (*questions_)[next_].target == target) {
      return &(*questions_)[next_++];
    }
    differ("{} is {}, which was not so", target, settles ? "settled" : "asked");
    return nullptr;
  }
  template <class... Parts>
  void differ(fmt::format_string<Parts...> text, Parts&&... parts) {
    if (!difference_) difference_ = fmt::format(text, std::forward<Parts>(parts)...);
  }

  const std::vector<TracedQuestion>* questions_ = nullptr;
  std::size_t next_ = 0;
  std::optional<std::string> difference_;
};

std::vector<std::string> words_of(const Steps& steps, const Snapshot& snapshot) {
  std::vector<std::string> words;
  for (const Step& step : steps) words.push_back(trace_word(step, snapshot));
  return words;
}

/// One event, played; nothing, or how it went differently.
std::optional<std::string> play(const TracedEvent& traced, Exchange& exchange, RecordedFleet& fleet, const Snapshot& snapshot) {
  const MonotonicTime now = kBegan + traced.at;
  fleet.expect(traced.questions);
  if (traced.content_seen) exchange.content_seen(kBegan + *traced.content_seen);
  const Steps steps = traced.event ? exchange.on(*traced.event, fleet, now) : exchange.start(fleet, now);
  if (auto difference = fleet.difference()) return difference;
  const std::vector<std::string> words = words_of(steps, snapshot);
  if (words == traced.steps) return std::nullopt;
  return fmt::format("it does [{}], then it did [{}]", fmt::join(words, " "), fmt::join(traced.steps, " "));
}

/// Classes that lead on although the table says no: those that a person may permit, and what the kill switch ended, which goes home.
bool may_go_on(FailureClass failure_class) { return failure_class == FailureClass::Cancelled || may_be_permitted(failure_class); }

}  // namespace

Replay replay(const TracedExchange& trace, std::shared_ptr<const Snapshot> snapshot) {
  Exchange exchange(trace.facts, snapshot, Random(trace.seed));
  RecordedFleet fleet;
  Replay result;
  for (std::size_t i = 0; i < trace.events.size() && !result.difference; ++i) {
    const TracedEvent& traced = trace.events[i];
    if (traced.event.has_value() != (i > 0)) {
      result.difference = fmt::format("event {} stands in the wrong place", i + 1);
    } else if (const auto difference = play(traced, exchange, fleet, *snapshot)) {
      const std::string_view name = traced.event ? kEventNames[traced.event->index()] : kTraceStart;
      result.difference = fmt::format("event {} ({}): {}", i + 1, name, *difference);
    }
  }
  if (!result.difference && !exchange.finished()) result.difference = "the trace ends before the exchange does";
  // A started exchange must come to its end, whatever became of the replay.
  const std::vector<TracedQuestion> nothing;
  fleet.expect(nothing);
  if (!trace.events.empty() && !exchange.finished()) exchange.on(event::ClientGone{}, fleet, kBegan + trace.events.back().at);
  result.decision = record::render_decision(exchange.decision());
  return result;
}

bool holds_decision(std::string_view operation_record, std::string_view decision) {
  constexpr std::string_view kBegin = R"(,"outcome":")";
  const std::size_t begin = operation_record.find(kBegin);
  if (begin == std::string_view::npos) return false;
  const std::string_view rest = operation_record.substr(begin + 1);
  if (!rest.starts_with(decision)) return false;
  // What follows a decision is the answer's shape; a decision that goes on would go on with a member of its own.
  for (const std::string_view behind :
       {R"(,"model_requested":)", R"(,"model_requested_unprintable":)", R"(,"answer":)", R"(,"usage_added":)", R"(,"adapted":)",
        R"(,"bytes_out":)", R"(,"first_content_ms":)", R"(,"latency_ms":)"}) {
    if (rest.substr(decision.size()).starts_with(behind)) return true;
  }
  return false;
}

std::optional<std::string> table_violation(std::string_view operation_record) {
  const Result<record::ParsedLine> line = record::read_line(operation_record);
  if (!line) return line.error().message;
  const std::vector<record::ParsedAttempt>& attempts = line->operation.attempts;
  for (std::size_t i = 0; i < attempts.size(); ++i) {
    const record::ParsedAttempt& attempt = attempts[i];
    // A stale connection's replay and the last tier have rules of their own.
    if (attempt.reused || (i + 1 < attempts.size() && attempts[i + 1].degraded)) continue;
    const auto failure_class = failure_class_named(attempt.failure_class);
    if (!failure_class) return fmt::format("attempt {}: {} is no failure class", attempt.number, attempt.failure_class);
    const ClassRow& row = row_of(*failure_class);
    if (attempt.next == "same_target" && row.same_target == SameTarget::No) {
      return fmt::format("attempt {}: {} is never retried at the same target", attempt.number, attempt.failure_class);
    }
    if (attempt.next == "next_target" && row.next_target == NextTarget::No && !may_go_on(*failure_class)) {
      return fmt::format("attempt {}: {} never leads to the next target", attempt.number, attempt.failure_class);
    }
  }
  return std::nullopt;
}

}  // namespace jurymast::sim
