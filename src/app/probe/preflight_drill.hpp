#pragma once
#include "app/probe/smoke_run.hpp"
#include "evidence/smoke_preflight.hpp"

namespace jurymast::app {

/// How long the gateway may take to see the kill file.
inline constexpr Duration kKillSeenTimeMax = std::chrono::seconds(2);

/// A signal that ends a process, held back until what must be undone is undone; then it takes effect as it would have before.
class HeldSignals {
 public:
  HeldSignals();
  ~HeldSignals();
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;
  /// True once one has come.
  static bool came();
};

/// The kill switch for one route, on from construction to destruction, by a line of its own in the state directory's kill file. Lines of
/// others are left as they are, also those that come meanwhile.
class KillLine {
 public:
  KillLine(const std::string& state, const std::string& route);
  ~KillLine();
  KillLine(const KillLine&) = delete;
  KillLine& operator=(const KillLine&) = delete;
  /// Empty where the switch is on; else why it could not be written.
  const std::string& failure() const { return failure_; }
  /// Takes the line out again; false where that could not be written.
  bool restore();

 private:
  std::string path_;
  std::string route_;
  std::string failure_;
  bool existed_ = false;
  bool on_ = false;
};

/// Rolls back for practice: a probe reaches the fallback, the kill switch goes on, nothing reaches the fallback any more, the switch goes off, and
/// everything is as it was.
evidence::PreflightCheck drill_rollback(const SmokeSetting& setting, const SmokeGateway& gateway);

}  // namespace jurymast::app
