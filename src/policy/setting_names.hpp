#pragma once
#include <array>
#include <cstddef>
#include <string_view>

#include "policy/snapshot.hpp"

namespace jurymast::policy {

/// The words of the settings that choose among a few, in the order of their enumerations; as configured, reported and recorded.
inline constexpr std::array<std::string_view, 3> kModeNames{"off", "manual", "automatic"};
inline constexpr std::array<std::string_view, 2> kCommitNames{"first_content", "complete"};
inline constexpr std::array<std::string_view, 2> kEvidenceNames{"warn", "require"};
inline constexpr std::array<std::string_view, 2> kSideEffectNames{"none", "possible"};
inline constexpr std::array<std::string_view, 2> kResendStoredNames{"deny", "allow"};
inline constexpr std::array<std::string_view, 3> kKeyFieldNames{"authorization", "api-key", "x-api-key"};
inline constexpr std::array<std::string_view, 2> kMalformedEventNames{"abort", "skip_and_flag"};
inline constexpr std::array<std::string_view, 3> kPriorityNames{"batch", "default", "interactive"};
inline constexpr std::array<std::string_view, 2> kRiskNames{"low", "high"};
inline constexpr std::array<std::string_view, 2> kRolloutRuleNames{"e_process", "two_windows"};
inline constexpr std::array<std::string_view, 2> kDurabilityNames{"process", "strict"};

constexpr std::string_view name_of(Mode v) { return kModeNames[static_cast<std::size_t>(v)]; }
constexpr std::string_view name_of(CommitRule v) { return kCommitNames[static_cast<std::size_t>(v)]; }
constexpr std::string_view name_of(EvidenceRule v) { return kEvidenceNames[static_cast<std::size_t>(v)]; }
constexpr std::string_view name_of(Risk v) { return kRiskNames[static_cast<std::size_t>(v)]; }

}  // namespace jurymast::policy
