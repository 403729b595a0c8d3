#include "sim/provider_model.hpp"

#include <algorithm>

namespace jurymast::sim {
namespace {

template <class Targets>
auto* seen_at(Targets& targets, const std::string& name) {
  const auto found = std::find_if(targets.begin(), targets.end(), [&](const auto& one) { return one.first == name; });
  return found == targets.end() ? nullptr : &found->second;
}

}  // namespace

ProviderModel::ProviderModel(const std::vector<RecordedRequest>& requests) {
  for (const RecordedRequest& request : requests) {
    for (const RecordedAttempt& attempt : request.attempts) {
      // What somebody broke off says nothing of how the provider would have gone on.
      if (attempt.failure_class == FailureClass::Cancelled) continue;
      if (seen_at(targets_, attempt.target) == nullptr) targets_.emplace_back(attempt.target, std::vector<Seen>());
      seen_at(targets_, attempt.target)->emplace_back(request.at + attempt.started, &attempt);
    }
  }
  for (auto& [name, seen] : targets_)
    std::sort(seen.begin(), seen.end(), [](const Seen& a, const Seen& b) { return a.first < b.first; });
}

const RecordedAttempt* ProviderModel::draw(const std::string& target, Duration at, Random& random) const {
  const std::vector<Seen>* const seen = seen_at(targets_, target);
  if (seen == nullptr) return nullptr;
  const auto next =
      std::lower_bound(seen->begin(), seen->end(), at, [](const Seen& one, Duration moment) { return one.first < moment; });
  if (next == seen->begin()) return next->second;
  const auto last = std::prev(next);
  if (next == seen->end()) return last->second;
  const auto since = static_cast<std::uint64_t>((at - last->first).count());
  const auto between = static_cast<std::uint64_t>((next->first - last->first).count());
  return random.below(std::max<std::uint64_t>(between, 1)) < since ? next->second : last->second;
}

}  // namespace jurymast::sim
