#pragma once
#include <vector>

#include "policy/event.hpp"
#include "sim/recorded_request.hpp"

namespace jurymast::sim {

/// What an exchange is told at a moment after an attempt was sent.
struct TimedEvent {
  Duration after{0};
  policy::Event event;
};

/// What a recorded attempt tells the exchange, in order, so that it is taken for the class that was recorded. An attempt that a clock ended says
/// nothing of its end: the policy's own clocks do.
std::vector<TimedEvent> events_of(const RecordedAttempt& attempt, bool streamed);

}  // namespace jurymast::sim
