#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "base/random.hpp"
#include "policy/exchange.hpp"
#include "record/json_line.hpp"

namespace jurymast::policy {

/// Drives one exchange and writes down what it was told, what the fleet answered it and what it said to do, so that the same can be told to
/// the same code again: a record of kind `trace`. Numbers, words of closed sets and configured names; nothing that was received.
class Tracer {
 public:
  /// Of a record's text before the last event that is written; one event adds at most kTraceEventBytesMax.
  static constexpr std::size_t kTraceBytesMax = 11 * 1024;
  static constexpr std::size_t kTraceEventBytesMax = 4 * 1024;

  /// `seed` is what the exchange's random stream was made from. The snapshot must outlive the tracer.
  Tracer(const RequestFacts& facts, const Snapshot& snapshot, std::uint64_t seed, WallTime at);
  Tracer(const Tracer&) = delete;
  Tracer& operator=(const Tracer&) = delete;

  /// Exchange::start, written down.
  Steps start(Exchange& exchange, FleetPort& fleet, MonotonicTime now);
  /// Exchange::on, written down.
  Steps on(Exchange& exchange, const Event& event, FleetPort& fleet, MonotonicTime now);
  /// As Exchange::content_seen; the last one before an event is what that event finds.
  void content_seen(MonotonicTime now) { content_seen_ = now; }
  /// The record; `"cut":true` in it says that events did not fit. To be called once, when the exchange has finished.
  std::string take();

 private:
  bool open_event(std::string_view name, MonotonicTime now);
  void close_event(const Steps& steps);

  const Snapshot& snapshot_;
  record::JsonLine line_;
  MonotonicTime began_;
  MonotonicTime content_seen_ = MonotonicTime::never();
  bool cut_ = false;
};

}  // namespace jurymast::policy
