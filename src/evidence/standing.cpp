#include "evidence/standing.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace jurymast::evidence {
namespace {

using record::ProbeRecord;
using record::Tri;

/// The newest runs of every check, while the records are taken in the order of time.
class Pair {
 public:
  void take(const ProbeRecord& probe) {
    const std::size_t index = check_index(probe.question.check);
    if (index == checks_.size()) return;
    checks_[index].take(probe);
    if (!first_passed_ && passed()) first_passed_ = probe.at;
  }

  record::Standing standing_of(const Subject& subject) const {
    record::Standing standing{subject.route, subject.target, subject.family, Tri::Unknown, {}, first_passed_.value_or(WallTime())};
    for (const NewestRuns& check : checks_) {
      const ProbeRecord* const run = check.telling();
      if (run == nullptr || result_of(*run) != Tri::False) continue;
      standing.newest = Tri::False;
      standing.at = std::max(standing.at, run->at);
    }
    if (standing.newest == Tri::False || !passed()) return standing;
    standing.newest = Tri::True;
    standing.at = checks_.front().last();
    for (const NewestRuns& check : checks_) standing.at = std::min(standing.at, check.last());
    return standing;
  }

 private:
  bool passed() const {
    return std::all_of(checks_.begin(), checks_.end(), [](const NewestRuns& check) {
      const ProbeRecord* const run = check.telling();
      return run != nullptr && result_of(*run) == Tri::True;
    });
  }

  std::array<NewestRuns, kCheckNames.size()> checks_{};
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
    Pair pair;
    for (const ProbeRecord* const probe : in_time) {
      if (unfit(*probe, subject) == Unfit::No) pair.take(*probe);
    }
    all.push_back(pair.standing_of(subject));
  }
  return all;
}

}  // namespace jurymast::evidence
