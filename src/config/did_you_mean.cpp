#include "config/did_you_mean.hpp"

#include <algorithm>

namespace jurymast::config {
namespace {

constexpr std::size_t kWordBytesMax = 64;

/// Optimal string alignment distance; quadratic, over words of at most kWordBytesMax.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::vector<std::size_t> row(b.size() + 1);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substitution = last[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, substitution});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    before_last = std::move(last);
    last = std::move(row);
  }
  return last[b.size()];
}

}  // namespace

std::string_view did_you_mean(std::string_view word, const std::vector<std::string_view>& known) {
  std::string_view best;
  if (word.size() > kWordBytesMax) return best;
  std::size_t best_distance = kWordBytesMax;
  for (const std::string_view candidate : known) {
    const std::size_t steps = distance(word, candidate);
    if (steps < best_distance && steps <= std::max<std::size_t>(1, candidate.size() / 3)) {
      best = candidate;
      best_distance = steps;
    }
  }
  return best;
}

}  // namespace jurymast::config
