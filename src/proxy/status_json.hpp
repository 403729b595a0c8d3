#pragma once
#include <string>
#include <string_view>

#include "proxy/plane.hpp"

namespace jurymast::proxy {

/// What the status page needs beside the data plane's own state.
struct StatusInput {
  std::string_view version;
  Duration uptime{0};
  MonotonicTime now;
};

/// The state of the data plane as one JSON object: routes, targets with breaker, pause, budget and places, kill switch, journal.
std::string status_json(Shared& shared, const policy::Snapshot& snapshot, const StatusInput& input);

/// Adds what is read from the shared state at a scrape: breakers, budgets, pauses, places, journal, memory.
void write_shared_metrics(Shared& shared, const policy::Snapshot& snapshot, MonotonicTime now, telemetry::PrometheusText& page);

}  // namespace jurymast::proxy
