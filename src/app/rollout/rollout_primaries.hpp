#pragma once
#include <map>
#include <string>

#include "evidence/primary_watch.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::app {

/// Watches how the primary of every configured route does beside what is usual for it.
class RolloutPrimaries {
 public:
  /// The configuration in force: of a route whose primary is another by now, everything is learned anew.
  void follow(const policy::Snapshot& snapshot);
  /// An operation, in the order of the log.
  void take(const evidence::JudgedOperation& operation);

  /// The watch of a route's primary; null: the configuration has no such route.
  const evidence::PrimaryWatch* of(const std::string& route) const;
  const std::map<std::string, evidence::PrimaryWatch, std::less<>>& all() const { return watches_; }

 private:
  std::map<std::string, evidence::PrimaryWatch, std::less<>> watches_;  ///< by route
};

}  // namespace jurymast::app
