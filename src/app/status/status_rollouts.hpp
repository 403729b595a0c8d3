#pragma once
#include <string_view>
#include <vector>

#include "app/status/status_facts.hpp"

namespace jurymast::app {

/// The rollouts of `GET /rollouts` that are not closed; none where the text is no such answer.
std::vector<RolloutFacts> read_rollouts(std::string_view json);

}  // namespace jurymast::app
