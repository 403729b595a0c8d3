#pragma once
#include <string>
#include <string_view>

#include "mock/attempt_log.hpp"
#include "mock/fault.hpp"
#include "scenario_file.hpp"

namespace jurymast::scenario {

/// What every error of a live upstream says, so that the provider's words can be told from the gateway's.
inline constexpr std::string_view kProviderWords = "These are the provider's own words.";

/// Why a scenario cannot be had over sockets from a fresh gateway; empty if it can.
std::string unplayable(const Scenario& scenario);
/// The mock's fault that makes an attempt meet what the upstream says. The upstream must be playable.
mock::Fault fault_of(const Upstream& upstream);
/// What becomes of the attempt as its mock sees it, unless the gateway leaves before that.
mock::AttemptEnd end_of(const Upstream& upstream);

}  // namespace jurymast::scenario
