#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/limits.hpp"
#include "base/result.hpp"

namespace jurymast::wire {

/// Bounds of one header field or query parameter that a target needs beside the usual ones.
inline constexpr std::size_t kExtraNameBytesMax = 128;
inline constexpr std::size_t kExtraValueBytesMax = 4 * limits::kKiB;

/// A query parameter, not yet encoded.
using QueryParameter = std::pair<std::string, std::string>;

/// `path` with the parameters behind it, names and values percent-encoded but for the unreserved characters of RFC 3986. A query
/// that the path already has goes on.
std::string with_query(std::string_view path, std::span<const QueryParameter> parameters);

/// Fails if a parameter has no name or is too long; the message holds nothing of the value.
Result<void> check_query_parameter(std::string_view name, std::string_view value);

/// Fails if the field may not be added to a request: no token, no plain value, or a name that belongs to the message's framing, to
/// one connection, to credentials or to the gateway. The message holds nothing of the value.
Result<void> check_extra_header(std::string_view name, std::string_view value);

}  // namespace jurymast::wire
