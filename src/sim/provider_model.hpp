#pragma once
#include <string>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "sim/recorded_request.hpp"

namespace jurymast::sim {

/// The providers as a log shows them: an attempt that was never made is taken to have gone like the last one at the same target before it or the
/// next one behind it. Breakers thin attempts out just where a provider is down, so a mean over a time around would mostly be of its better
/// times. Borrows the requests.
class ProviderModel {
 public:
  explicit ProviderModel(const std::vector<RecordedRequest>& requests);
  /// One of the two, the nearer the likelier; null where none was ever made at that target.
  const RecordedAttempt* draw(const std::string& target, Duration at, Random& random) const;

 private:
  using Seen = std::pair<Duration, const RecordedAttempt*>;
  std::vector<std::pair<std::string, std::vector<Seen>>> targets_;  ///< each by time
};

}  // namespace jurymast::sim
