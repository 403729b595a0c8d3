#pragma once
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "record/check_words.hpp"

namespace jurymast::evidence {

/// Digits that are kept of each area's digest.
inline constexpr std::size_t kAreaDigits = 12;

/// Digests of the settings that evidence for one target on one route rests on, in the order of kEvidenceAreaNames.
using Areas = std::array<std::string, record::kEvidenceAreaNames.size()>;

/// The digest of one area: `settings` is a text that is the same exactly where they are.
std::string area_digest(std::string_view settings);
/// The areas as a probe's record holds them.
std::string join(const Areas& areas);
/// The names of the areas that differ; every name where one of the texts holds no areas.
std::vector<std::string_view> changed_areas(std::string_view joined, std::string_view other);

}  // namespace jurymast::evidence
