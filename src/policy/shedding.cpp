#include "policy/shedding.hpp"

#include <algorithm>

namespace jurymast::policy {
namespace {

std::uint64_t percent_of(Priority priority) {
  switch (priority) {
    case Priority::Batch: return kShedBatchPercent;
    case Priority::Default: return kShedDefaultPercent;
    case Priority::Interactive: return kShedInteractivePercent;
  }
  return kShedBatchPercent;
}

}  // namespace

Priority priority_of(Priority route, Priority client, std::optional<Priority> asked) {
  const Priority allowed = std::min(route, client);
  return asked ? std::min(allowed, *asked) : allowed;
}

bool must_shed(Priority priority, std::uint64_t in_flight, std::uint64_t max_inflight) {
  return in_flight * 100 >= max_inflight * percent_of(priority);
}

}  // namespace jurymast::policy
