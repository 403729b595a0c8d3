#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace jurymast::wire {

/// The member that bounds a chat answer's tokens; a target may understand only one of the two.
enum class TokenLimitMember : unsigned char { MaxCompletionTokens, MaxTokens };

inline constexpr std::array<std::string_view, 2> kTokenLimitMemberNames{"max_completion_tokens", "max_tokens"};

constexpr std::string_view name_of(TokenLimitMember member) { return kTokenLimitMemberNames[static_cast<std::size_t>(member)]; }

constexpr TokenLimitMember other_than(TokenLimitMember member) {
  return member == TokenLimitMember::MaxTokens ? TokenLimitMember::MaxCompletionTokens : TokenLimitMember::MaxTokens;
}

constexpr std::optional<TokenLimitMember> token_limit_member_named(std::string_view name) {
  for (std::size_t i = 0; i < kTokenLimitMemberNames.size(); ++i) {
    if (kTokenLimitMemberNames[i] == name) return static_cast<TokenLimitMember>(i);
  }
  return std::nullopt;
}

}  // namespace jurymast::wire
