// How a gateway runs its rollouts.
#include "app/gateway.hpp"
#include "record/alert.hpp"

namespace jurymast::app {
namespace {

/// The stream of random numbers for ids of steps; those of the loops are numbered from 0.
constexpr std::uint64_t kRolloutStream = 1ULL << 32;

}  // namespace

void Gateway::open_rollouts(const std::string& state_directory) {
  RolloutMemory memory = read_rollout_memory(evidence_.take_others());
  memory.blank = evidence_.is_blank();
  traffic_.emplace(shared_->traffic);
  rollouts_.emplace(
      RolloutKeeper::Parts{.journal = *journal_,
                           .loop = admin_loop_,
                           .desk = *traffic_,
                           .kill = shared_->kill,
                           .snapshot = [this]() -> const policy::Snapshot& { return *live_->policy; },
                           .keep = [this](store::EvidenceLine line,
                                          store::EvidenceStore::Done done) { evidence_.keep(std::move(line), std::move(done)); },
                           .alert = [this](const RolloutAlert& about) { alert(about); },
                           .random = random_.fork(kRolloutStream)},
      state_directory, std::move(memory));
  rollouts_->adopt_config();
  adopt_standings();
}

void Gateway::alert(const RolloutAlert& about) {
  record::AlertRecord record;
  record.at = clock_.wall_now();
  record.id = OperationId::make(record.at, alert_ids_);
  record.name = about.name;
  if (!about.route.empty()) record.labels.emplace_back("route", about.route);
  if (!about.target.empty()) record.labels.emplace_back("target", about.target);
  record.summary = about.summary;
  journal_->append(record::render(record));
  log_.warn("rollout", {{"alert", telemetry::Identifier{about.name}}, {"what", telemetry::Identifier{about.summary.text()}}});
}

}  // namespace jurymast::app
