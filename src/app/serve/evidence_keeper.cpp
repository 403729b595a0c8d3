#include "app/serve/evidence_keeper.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "app/serve/subjects_in_force.hpp"
#include "evidence/standing.hpp"
#include "record/line.hpp"
#include "store/log_reader.hpp"

namespace jurymast::app {
namespace {

constexpr std::string_view kProbeKind = "probe";

store::EvidenceLine line_of(const record::ProbeRecord& probe) {
  return {probe.id.to_string(), std::string(kProbeKind), probe.question.route, probe.question.target, record::render(probe)};
}

}  // namespace

Result<void> EvidenceKeeper::open(const std::string& state_directory) {
  auto store = store::open_evidence_store(state_directory);
  if (!store) {
    if (!followers_.empty()) std::ignore = read_log(state_directory);
    return tl::unexpected(store.error());
  }
  store_ = std::move(*store);
  for (store::EvidenceLine& line : store_->take_loaded()) {
    if (line.kind != kProbeKind) {
      show(line.kind, line.record);
      others_.push_back(std::move(line));
      continue;
    }
    // A record of a later version says nothing to this one.
    if (auto probe = record::read_probe(line.record)) remember(*std::move(probe));
  }
  return store_->is_new() ? read_log(state_directory) : Result<void>();
}

Result<void> EvidenceKeeper::read_log(const std::string& state_directory) {
  return store::for_each_line(state_directory, 0, [this](const store::LogLine& line) {
    const auto split = record::split_line(line.text);
    if (!split || !split->checksum_holds) return true;
    if (split->kind != kProbeKind) {
      if (followers_.contains(split->kind)) show(split->kind, std::string(split->record));
      return true;
    }
    // Without a database checks count in this process alone.
    if (!store_) return true;
    if (const auto probe = record::read_probe(split->record)) take(*probe);
    return true;
  });
}

void EvidenceKeeper::show(std::string_view kind, const std::string& record) {
  const auto follower = followers_.find(kind);
  if (follower != followers_.end()) follower->second(record);
}

void EvidenceKeeper::take(const record::ProbeRecord& probe) {
  remember(probe);
  if (!store_) return;
  store_->add(line_of(probe), [failed = failed_](const Result<void>& kept) {
    if (!kept) failed(kept.error());
  });
}

void EvidenceKeeper::keep(store::EvidenceLine line, store::EvidenceStore::Done done) {
  if (store_) return store_->add(std::move(line), std::move(done));
  done(fail(Code::Unavailable, "evidence.db of the state directory could not be opened; the log of the start says why"));
}

void EvidenceKeeper::remember(record::ProbeRecord probe) {
  const auto same_subject = [&](const record::ProbeRecord& other) {
    return other.question.route == probe.question.route && other.question.target == probe.question.target;
  };
  if (std::count_if(probes_.begin(), probes_.end(), same_subject) >= store::kEvidenceLinesMax) {
    probes_.erase(std::find_if(probes_.begin(), probes_.end(), same_subject));
  }
  probes_.push_back(std::move(probe));
}

std::vector<record::Standing> EvidenceKeeper::standings(const policy::Snapshot& snapshot) const {
  return evidence::standings(probes_, subjects_in_force(snapshot));
}

}  // namespace jurymast::app
