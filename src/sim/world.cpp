#include "sim/world.hpp"

#include <algorithm>
#include <utility>

namespace jurymast::sim {
namespace {

/// By then the last answer of a provider whose quota was topped up has come in.
constexpr Duration kOperatorDelay = std::chrono::seconds(1);

}  // namespace

World::World(std::uint64_t seed, const Timeline& timeline, const Installation& installation, const GatewaySettings& settings,
             Trace::Listener listener)
    : timeline_(timeline),
      streams_(seed),
      trace_(std::move(listener)),
      tally_(timeline.counted_from, timeline.counted_until),
      upstreams_(queue_, streams_, installation.providers),
      journal_(watch_.records),
      parts_{queue_, trace_, streams_, watch_, upstreams_, journal_, tally_},
      callers_(parts_, timeline),
      gateway_(parts_, callers_, installation, settings) {
  callers_.connect(gateway_);
  schedule();
}

void World::schedule() {
  Duration last{0};
  for (std::uint32_t i = 0; i < timeline_.faults.size(); ++i) {
    const Fault& fault = timeline_.faults[i];
    queue_.push(kSimulationStart + fault.begin, Happening::FaultBegins, i);
    queue_.push(kSimulationStart + fault.end, Happening::FaultEnds, i);
    last = std::max(last, fault.end);
  }
  queue_.push(kSimulationStart + kDrainInterval, Happening::JournalDrain, 0);
  if (timeline_.must_recover) queue_.push(kSimulationStart + last + kRecoveryMax, Happening::RecoveryDue, 0);
}

void World::run(StopAt stop_at) {
  while (const std::optional<Occurrence> next = queue_.pop()) {
    watch_.ledger.at(queue_.elapsed());
    trace_.add(*next);
    ++events_;
    take(*next);
    if (stop_at == StopAt::Violation && watch_.ledger.violation()) return;
  }
  finish();
}

void World::take(const Occurrence& occurrence) {
  const std::uint32_t subject = occurrence.subject;
  switch (occurrence.what) {
    case Happening::CallDue:
      return callers_.send(subject, occurrence.detail);
    case Happening::CallerLeaves:
      return callers_.leave(subject, occurrence.detail);
    case Happening::OperationTimer:
      return gateway_.timer_fired(subject);
    case Happening::OperationOverdue:
      return gateway_.overdue(subject);
    case Happening::UpstreamStep:
      return upstreams_.step(subject);
    case Happening::FaultBegins:
      return begin_fault(timeline_.faults[subject]);
    case Happening::FaultEnds:
      return end_fault(subject);
    case Happening::OperatorActs:
      return gateway_.end_pause(timeline_.faults[subject].target);
    case Happening::JournalDrain:
      return drain_journal();
    case Happening::RecoveryDue:
      return gateway_.recovered_by_now();
  }
}

void World::begin_fault(const Fault& fault) {
  trace_.say(queue_, "begins: {}", describe(fault));
  upstreams_.begin(fault);
  gateway_.begin(fault);
}

void World::end_fault(std::uint32_t number) {
  const Fault& fault = timeline_.faults[number];
  trace_.say(queue_, "ends: {}", describe(fault));
  upstreams_.end(fault);
  gateway_.end(fault);
  if (fault.kind == FaultKind::Quota) queue_.push(queue_.now() + kOperatorDelay, Happening::OperatorActs, number);
  watch_.fleet.forget_chances();
}

void World::drain_journal() {
  if (gateway_.up()) journal_.drain();  // the sequencer dies with the process
  const bool over = queue_.elapsed() >= timeline_.length && gateway_.idle();
  if (!over) queue_.push(queue_.now() + kDrainInterval, Happening::JournalDrain, 0);
}

void World::finish() {
  journal_.drain();
  watch_.records.check_complete();
  watch_.recovery.check_service();
}

}  // namespace jurymast::sim
