#pragma once
#include <fmt/format.h>

#include <string_view>

#include "record/rollout.hpp"

namespace jurymast::evidence {

/// A test as a record holds it: every digit, so that whoever computes it again can compare.
inline record::StatisticValue statistic_value(std::string_view name, double e, double threshold) {
  return {std::string(name), fmt::format("{:.17g}", e), fmt::format("{:.17g}", threshold)};
}

}  // namespace jurymast::evidence
