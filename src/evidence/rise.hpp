#pragma once
#include <cstdint>

namespace jurymast::evidence {

/// So many of so many operations.
struct Hits {
  std::uint64_t hits = 0;
  std::uint64_t of = 0;
};

/// The chance of as many hits in the later operations or more, where both have one share: Fisher's exact test, one-sided. It is exact where
/// operations are independent, holds for one look, and is 1 where the later share is not larger or there is nothing to compare.
double chance_of_rise(Hits before, Hits later);

/// True where that chance is at most `alpha` shared among `looks` (Bonferroni): whoever looks so often is wrong with probability `alpha` at most.
bool rose(Hits before, Hits later, std::uint64_t looks);
/// As `rose`, and the later share is at least twice the one before and at least one in a hundred: much traffic makes any trifle certain.
bool rose_plainly(Hits before, Hits later, std::uint64_t looks);

/// What came of a change, as far as shares of hits tell. Operations are compared, causes are not.
enum class Change : unsigned char {
  Fewer,   ///< fewer hits afterwards, beyond chance
  AsMany,  ///< as many or more: the share has not even halved, beyond chance
  NotKnown
};
Change change_of(Hits before, Hits after);

inline constexpr double kRiseAlpha = 0.01;
/// Of each side, before anything is said of a change.
inline constexpr std::uint64_t kChangeOperationsMin = 20;

}  // namespace jurymast::evidence
