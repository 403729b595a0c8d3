#pragma once
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace jurymast::app {

/// A rollout for whoever is on call, from the JSON text of rollout_json(); fails with Corrupt where it is none.
Result<std::string> rollout_text(std::string_view json);
/// What the gateway took, or would take, from the JSON text of step_json().
Result<std::string> step_text(std::string_view json);
/// What a rollout's state asks of whoever looks.
enum class RolloutVerdict : unsigned char {
  Going,
  Held,
  NotEffective  ///< callers still fail although traffic was moved
};
/// Going where the text says nothing else.
RolloutVerdict rollout_verdict(std::string_view json);

}  // namespace jurymast::app
