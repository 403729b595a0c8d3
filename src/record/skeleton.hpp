#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace jurymast::record {

/// The structure of a request or an answer without anything that its author wrote, so that it can be shown to others: objects, arrays,
/// booleans and nulls as they stand, every number 0, every string only the range of its length in bytes (`"<string:17-64>"`). A string
/// is kept where its member and itself are words of the API (`"role":"user"`); a member's name that is no word of the API becomes
/// `<key>`. Fails with Invalid where the text is no JSON, and with Exhausted where it is larger or deeper than the bounds.
Result<std::string> skeleton(std::string_view json);

inline constexpr std::size_t kSkeletonInputBytesMax = std::size_t{1} << 20;
inline constexpr std::size_t kSkeletonDepthMax = 32;
/// Of a longer array or object the rest is left out and counted: `"<more:12>"`.
inline constexpr std::size_t kSkeletonItemsMax = 32;
inline constexpr std::size_t kSkeletonBytesMax = std::size_t{64} << 10;

/// True for the names of members that requests and answers of both families have.
bool is_api_member(std::string_view name);
/// True where the API gives this member only words of a closed set, and this is one of them.
bool is_api_word(std::string_view member, std::string_view word);

}  // namespace jurymast::record
