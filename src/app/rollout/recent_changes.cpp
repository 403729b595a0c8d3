#include "app/rollout/recent_changes.hpp"

#include <set>
#include <utility>

#include "record/member_types.hpp"

namespace jurymast::app {

void RecentChanges::take(ConfigChange change) {
  if (changes_.size() == kConfigChangesMax) changes_.pop_front();
  changes_.push_back(std::move(change));
}

std::vector<std::string> RecentChanges::paths(WallTime now) const {
  std::set<std::string> found;
  for (const ConfigChange& change : changes_) {
    if (now - change.at <= kChangesLookBack) found.insert(change.paths.begin(), change.paths.end());
  }
  std::vector<std::string> told;
  for (const std::string& path : found) {
    if (told.size() < record::kIdentifiersMax) told.push_back(path);
  }
  return told;
}

}  // namespace jurymast::app
