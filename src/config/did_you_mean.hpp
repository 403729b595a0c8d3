#pragma once
#include <string_view>
#include <vector>

namespace jurymast::config {

/// The known word nearest to `word` by insertions, deletions, substitutions and swaps of neighbours; empty where none is near enough
/// to be meant (a third of its length).
std::string_view did_you_mean(std::string_view word, const std::vector<std::string_view>& known);

}  // namespace jurymast::config
