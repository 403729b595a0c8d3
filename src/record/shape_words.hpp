#pragma once
#include <array>
#include <string_view>
#include <vector>

#include "base/refusal.hpp"

namespace jurymast::record {

/// The words of a closed set, as a shape lists them.
template <std::size_t N>
std::vector<std::string_view> list(const std::array<std::string_view, N>& names) {
  return {names.begin(), names.end()};
}

inline std::vector<std::string_view> refusal_names() {
  std::vector<std::string_view> names;
  for (const RefusalRow& row : kRefusals) names.push_back(row.name);
  return names;
}

}  // namespace jurymast::record
