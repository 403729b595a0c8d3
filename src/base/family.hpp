#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace jurymast {

/// The API family of a request; the two are never interchangeable.
enum class Family : unsigned char { ChatCompletions, Responses };

inline constexpr std::size_t kFamilyCount = 2;
inline constexpr std::array<std::string_view, kFamilyCount> kFamilyNames{"chat_completions", "responses"};

constexpr std::string_view name_of(Family family) { return kFamilyNames[static_cast<std::size_t>(family)]; }
constexpr std::optional<Family> family_named(std::string_view name) {
  for (std::size_t i = 0; i < kFamilyCount; ++i) {
    if (kFamilyNames[i] == name) return static_cast<Family>(i);
  }
  return std::nullopt;
}
/// The documented path below `/v1` that creates an answer of this family.
constexpr std::string_view path_of(Family family) {
  return family == Family::ChatCompletions ? "/chat/completions" : "/responses";
}

}  // namespace jurymast
