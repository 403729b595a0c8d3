#include "evidence/standing.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace jurymast::evidence {
namespace {

using record::ProbeRecord;
using record::Tri;

/// The newest run of each check, while the records are taken in the order of time.
class NewestRuns {
 public:
  void take(const ProbeRecord& probe) {
    const std::size_t index = check_index(probe.question.check);
    if (index == runs_.size()) return;
    runs_[index] = &probe;
    if (!first_passed_ && is_every(Tri::True)) first_passed_ = probe.at;
  }

  record::Standing standing_of(const Subject& subject) const {
    record::Standing standing{subject.route, subject.target, subject.family, Tri::Unknown, {}, first_passed_.value_or(WallTime())};
    for (const ProbeRecord* const run : runs_) {
      if (run == nullptr || result_of(*run) != Tri::False) continue;
      standing.newest = Tri::False;
      standing.at = std::max(standing.at, run->at);
    }
    if (standing.newest == Tri::False || !is_every(Tri::True)) return standing;
    standing.newest = Tri::True;
    standing.at = (*std::min_element(runs_.begin(), runs_.end(), [](const auto* a, const auto* b) { return a->at < b->at; }))->at;
    return standing;
  }

 private:
  bool is_every(Tri result) const {
    return std::all_of(runs_.begin(), runs_.end(),
                       [&](const ProbeRecord* run) { return run != nullptr && result_of(*run) == result; });
  }

  std::array<const ProbeRecord*, kCheckNames.size()> runs_{};
  std::optional<WallTime> first_passed_;
};

}  // namespace

std::vector<record::Standing> standings(std::span<const ProbeRecord> probes, std::span<const Subject> in_force) {
  std::vector<const ProbeRecord*> in_time;
  for (const ProbeRecord& probe : probes) in_time.push_back(&probe);
  std::sort(in_time.begin(), in_time.end(),
            [](const auto* a, const auto* b) { return std::tie(a->at, a->id) < std::tie(b->at, b->id); });
  std::vector<record::Standing> all;
  for (const Subject& subject : in_force) {
    NewestRuns newest;
    for (const ProbeRecord* const probe : in_time) {
      if (unfit(*probe, subject) == Unfit::No) newest.take(*probe);
    }
    all.push_back(newest.standing_of(subject));
  }
  return all;
}

}  // namespace jurymast::evidence
