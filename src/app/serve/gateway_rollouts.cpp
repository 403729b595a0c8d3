// How a gateway runs its rollouts.
#include "app/serve/gateway.hpp"

namespace jurymast::app {
namespace {

/// The stream of random numbers for ids of steps; those of the loops are numbered from 0, and 2^32 is of all other ids.
constexpr std::uint64_t kRolloutStream = (1ULL << 32) + 1;

}  // namespace

void Gateway::open_rollouts(const std::string& state_directory) {
  RolloutMemory memory = read_rollout_memory(evidence_.take_others());
  memory.blank = evidence_.is_blank();
  rollouts_.emplace(
      RolloutKeeper::Parts{.journal = *journal_,
                           .loop = admin_loop_,
                           .desk = *traffic_,
                           .kill = shared_->kill,
                           .snapshot = [this]() -> const policy::Snapshot& { return *live_->policy; },
                           .keep = [this](store::EvidenceLine line,
                                          store::EvidenceStore::Done done) { evidence_.keep(std::move(line), std::move(done)); },
                           .alert = [this](const RolloutAlert& about) { alert(about); },
                           .random = random_.fork(kRolloutStream),
                           .told = [this](const TailBatch& batch) { tell_events(batch); }},
      state_directory, std::move(memory));
  rollouts_->adopt_config();
  adopt_standings();
  adopt_overrides();
}

void Gateway::alert(const RolloutAlert& about) {
  record::NamedLabels labels;
  if (!about.route.empty()) labels.emplace_back("route", about.route);
  if (!about.target.empty()) labels.emplace_back("target", about.target);
  if (about.over) return alerts_->resolve(about.name, labels);
  alerts_->raise(about.name, labels);
  log_.warn("rollout",
            {{"alert", telemetry::Identifier{name_of(about.name)}}, {"what", telemetry::Identifier{about.summary.text()}}});
}

}  // namespace jurymast::app
