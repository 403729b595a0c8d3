#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.hpp"
#include "base/result.hpp"
#include "wire/json_text.hpp"
#include "wire/token_limit_member.hpp"

namespace jurymast::wire {

/// Bounds of what a target may change in a body.
inline constexpr std::size_t kOverridesMax = 32;
inline constexpr std::size_t kOverrideNameBytesMax = 64;
inline constexpr std::size_t kOverrideJsonBytesMax = 16 * limits::kKiB;
inline constexpr std::size_t kOverrideDepthMax = 16;

/// What one target needs different in the bodies of requests, from its configuration.
struct BodyOverrides {
  struct Member {
    std::string name;
    std::string json;  ///< the value as JSON text
  };
  /// The one of the two limits of a chat answer that the target understands; a request's other one is renamed to it.
  std::optional<TokenLimitMember> token_limit_member{};
  std::vector<Member> set{};  ///< put in, or in place of the request's own
  std::vector<std::string> remove{};
};

/// What was done to a body.
enum class Adaptation : unsigned char { TokenLimitRenamed, MemberSet, MemberRemoved };
inline constexpr std::array<std::string_view, 3> kAdaptationNames{"token_limit_renamed", "member_set", "member_removed"};
constexpr std::string_view name_of(Adaptation v) { return kAdaptationNames[static_cast<std::size_t>(v)]; }

/// How often each adaptation was made; one that would have left the same bytes is not counted.
using AdaptationCounts = std::array<std::size_t, kAdaptationNames.size()>;

struct AdaptedBody {
  PaddedString body;
  AdaptationCounts adaptations{};
};

/// Fails if the overrides cannot be made on any body, or would change what the gateway itself relies on; the message names the
/// member, says what to do and holds no values.
Result<void> check_overrides(const BodyOverrides& overrides);

/// The body with the overrides made and every other byte as it was. `overrides` must have passed check_overrides. Fails where the
/// body is no JSON object, or gives a member twice that is to be changed.
Result<AdaptedBody> adapt_body(PaddedText body, const BodyOverrides& overrides, JsonScratch& scratch);

}  // namespace jurymast::wire
