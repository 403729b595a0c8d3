#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace jurymast::app {

/// A rollout for whoever is on call, from the JSON text of rollout_json(); fails with Corrupt where it is none.
Result<std::string> rollout_text(std::string_view json);
/// What the gateway took, or would take, from the JSON text of step_json().
Result<std::string> step_text(std::string_view json);
/// The rollout's state; nothing where the text says none.
std::optional<std::string> rollout_state(std::string_view json);

}  // namespace jurymast::app
