#include "telemetry/family.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace jurymast::telemetry {

std::string Words::name(std::uint16_t index) const {
  return std::string(index < words_.size() ? words_[index] : kOther);
}

std::uint16_t Names::index_of(std::string_view name) {
  const std::scoped_lock lock(mutex_);
  const auto found = indices_.find(std::string(name));
  if (found != indices_.end()) return found->second;
  if (names_.size() >= names_max_ || names_.size() >= kOtherIndex) return kOtherIndex;
  const auto index = static_cast<std::uint16_t>(names_.size());
  names_.emplace_back(name);
  indices_.emplace(name, index);
  return index;
}

std::string Names::name(std::uint16_t index) const {
  const std::scoped_lock lock(mutex_);
  return index < names_.size() ? names_[index] : std::string(kOther);
}

SeriesKey series_key(std::initializer_list<std::uint16_t> indices) {
  JURYMAST_ASSERT(indices.size() <= kLabelsMax);
  SeriesKey key{};
  std::copy(indices.begin(), indices.end(), key.begin());
  return key;
}

}  // namespace jurymast::telemetry
