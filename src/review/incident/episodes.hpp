#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "review/incident/slot_counts.hpp"

namespace jurymast::review {

/// A time in which a class was seen more often than before.
struct Episode {
  std::string trouble;
  WallTime first_at;               ///< of its first operation
  WallTime last_at;                ///< of its last, so far
  std::optional<std::size_t> end;  ///< the slot from which on it is gone; none: no end was seen
};

/// Where classes rose and fell. The rule, for each class: in a row of 1, 2, 4 … 256 slots of time it has at least twice the share that it had in
/// all slots before, and more than one in a hundred, beyond chance (`evidence::rose_plainly`). The row that is least likely by chance is where
/// it began. It ends where its share falls by the same test and is no longer plainly above what was before. Of all looks together, with shares
/// that never change and operations that are independent, one in a hundred at most finds an episode. Without operations before there is none.
std::vector<Episode> find_episodes(const SlotCounts& counts);

}  // namespace jurymast::review
