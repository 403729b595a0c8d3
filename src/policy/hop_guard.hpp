#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace jurymast::policy {

/// More gateways in a row than this are a loop, whoever they are.
inline constexpr std::size_t kHopsMax = 8;

/// The hop field to send on: the ids of the gateways that a request has passed, separated by `, `, with `own` behind them.
/// Nothing where `own` is among them already (the request would pass here a second time) or where they are too many.
std::optional<std::string> hops_after(std::string_view hops, std::string_view own);

}  // namespace jurymast::policy
