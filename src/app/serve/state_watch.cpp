#include "app/serve/state_watch.hpp"

#include <algorithm>

#include "record/member_types.hpp"
#include "record/sample.hpp"
#include "record/target_state.hpp"

namespace jurymast::app {
namespace {

using record::BreakerState;
using record::Hindrance;
using record::TargetState;

/// Four looks a second see every opening of a breaker, which lasts seconds.
constexpr Duration kLookInterval = std::chrono::milliseconds(250);

/// The words of a breaker stand first among those of a target, in the same order.
TargetState state_of(BreakerState breaker) { return static_cast<TargetState>(breaker); }
static_assert(record::kTargetStateNames[3] == record::kBreakerStateNames[3]);

std::optional<std::uint64_t> left_ms(Duration left) {
  if (left <= Duration(0)) return std::nullopt;
  return static_cast<std::uint64_t>(to_ms(left));
}

/// The later a breaker's state stands here, the less is let through.
int severity(BreakerState state) {
  constexpr std::array<int, 4> kRank{0, 3, 2, 1};
  return kRank[static_cast<std::size_t>(state)];
}

bool is_at_rest(const record::TargetLoad& load, const policy::Target& target) {
  return load.in_flight == 0 && !load.pause_ms && !load.breaker && load.budget_milli >= target.budget.capacity_milli;
}

}  // namespace

std::vector<std::string> target_changes(const std::string& target, Family family, const std::optional<policy::TargetStatus>& before,
                                        const policy::TargetStatus& after, WallTime at) {
  const policy::TargetStatus was = before.value_or(policy::TargetStatus());
  std::vector<std::string> records;
  record::TargetStateRecord change;
  change.at = at;
  change.target = target;
  if (was.breaker != after.breaker || was.breaker_epoch != after.breaker_epoch) {
    change.family = family;
    change.from = state_of(was.breaker);
    change.to = state_of(after.breaker);
    change.epoch = after.breaker_epoch;
    change.left_ms = left_ms(after.open_left);
    records.push_back(render(change));
  }
  change.family.reset();
  change.epoch.reset();
  const bool was_paused = was.pause_left > Duration(0);
  const bool is_paused = after.pause_left > Duration(0);
  if (was_paused != is_paused) {
    change.hindrance = Hindrance::Pause;
    change.from = was_paused ? TargetState::Paused : TargetState::Clear;
    change.to = is_paused ? TargetState::Paused : TargetState::Clear;
    change.left_ms = left_ms(after.pause_left);
    records.push_back(render(change));
  }
  if (was.credential_open != after.credential_open) {
    change.hindrance = Hindrance::Credential;
    change.from = was.credential_open ? TargetState::Refused : TargetState::Accepted;
    change.to = after.credential_open ? TargetState::Refused : TargetState::Accepted;
    change.left_ms.reset();
    records.push_back(render(change));
  }
  return records;
}

namespace {

/// Collects what a look finds: the changes, and the load of what is not at rest.
class Look {
 public:
  Look(proxy::Shared& shared, const policy::Snapshot& snapshot, StateWatch::Moment moment)
      : shared_(shared), snapshot_(snapshot), moment_(moment) {}

  /// The target's states now, with what changed told.
  template <class Seen>
  void look_at(const policy::Target& target, Seen& seen) {
    record::TargetLoad load;
    load.target = target.name;
    bool shared_told = false;
    for (std::size_t i = 0; i < kFamilyCount; ++i) {
      if (!target.families[i]) continue;
      policy::TargetStatus now = shared_.fleet.status(target, static_cast<Family>(i), moment_.now);
      std::optional<policy::TargetStatus> before = seen[i];
      seen[i] = now;
      add_load(load, now);
      // Pause and credential belong to the target as a whole and are told once.
      if (shared_told) hide_shared(before, now);
      shared_told = true;
      for (std::string& change : target_changes(target.name, static_cast<Family>(i), before, now, moment_.wall)) {
        records.push_back(std::move(change));
      }
    }
    if (!is_at_rest(load, target)) loads_.push_back(std::move(load));
  }

  void add_sample() {
    record::SampleRecord sample;
    sample.at = moment_.wall;
    sample.config = snapshot_.version;
    sample.in_flight = shared_.in_flight.load();
    sample.in_flight_max = snapshot_.server.max_inflight;
    sample.queue_bytes = shared_.journal.stats().queue_bytes;
    sample.memory_bytes = shared_.memory.held();
    sample.draining = shared_.draining.load();
    sample.killed_routes = shared_.kill.routes().size();
    const std::size_t told = std::min(loads_.size(), record::kPartsMax);
    sample.targets_more = loads_.size() - told;
    loads_.resize(told);
    sample.targets = std::move(loads_);
    records.push_back(render(sample));
  }

  std::vector<std::string> records;

 private:
  static void hide_shared(std::optional<policy::TargetStatus>& before, policy::TargetStatus& now) {
    if (!before) before.emplace();
    now.pause_left = before->pause_left = Duration(0);
    now.credential_open = before->credential_open = false;
  }

  static void add_load(record::TargetLoad& load, const policy::TargetStatus& now) {
    load.in_flight = now.in_flight;
    load.in_flight_limit = now.in_flight_limit;
    load.budget_milli = now.budget_milli;
    load.pause_ms = left_ms(now.pause_left);
    if (severity(now.breaker) > severity(load.breaker.value_or(BreakerState::Closed))) load.breaker = now.breaker;
  }

  proxy::Shared& shared_;
  const policy::Snapshot& snapshot_;
  StateWatch::Moment moment_;
  std::vector<record::TargetLoad> loads_;
};

}  // namespace

void StateWatch::forget_the_gone(const policy::Snapshot& snapshot) {
  std::erase_if(seen_, [&](const auto& entry) {
    return std::none_of(snapshot.targets.begin(), snapshot.targets.end(),
                        [&](const policy::Target& target) { return target.name == entry.first; });
  });
}

std::vector<std::string> StateWatch::look(proxy::Shared& shared, const policy::Snapshot& snapshot, Moment moment) {
  if (moment.now < next_look_) return {};
  next_look_ = moment.now + kLookInterval;
  Look look(shared, snapshot, moment);
  for (const policy::Target& target : snapshot.targets) look.look_at(target, seen_[target.name]);
  if (seen_.size() > snapshot.targets.size()) forget_the_gone(snapshot);
  if (moment.now >= next_sample_) {
    next_sample_ = moment.now + record::kSampleInterval;
    look.add_sample();
  }
  return std::move(look.records);
}

}  // namespace jurymast::app
