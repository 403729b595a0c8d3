#pragma once
#include <chrono>
#include <cstdint>

#include "base/time.hpp"
#include "evidence/draw.hpp"

namespace jurymast::evidence {

/// What a window must hold before the rule says anything of it.
struct WindowSettings {
  std::uint64_t operations_min = 50;   ///< of each arm
  std::uint64_t failures_min = 5;      ///< of the canary
  std::uint64_t margin_percent = 125;  ///< the canary's share of failures must be larger than that much of the control's
  Duration length_min = std::chrono::minutes(1);
  Duration length_max = std::chrono::minutes(15);
};

/// The rule without a floor, as it is often written: any difference counts. It rolls an equally good fallback back sooner or later, and with
/// more traffic sooner; `make stats` shows how often.
constexpr WindowSettings bare_windows() { return {.operations_min = 1, .failures_min = 1, .margin_percent = 100}; }

/// What one window showed. Insufficient is neither.
enum class WindowVerdict : unsigned char { Insufficient, NotWorse, Worse };

/// "Roll back when the fallback fails more often than the primary in two consecutive windows", as an option for those who must have it. Its
/// evidence floor makes false rollbacks of an equal fallback rarer and does not bound them; the e-processes do. A value.
class WindowRule {
 public:
  static constexpr unsigned kWindowsInARow = 2;

  explicit WindowRule(WindowSettings settings = {}) : settings_(settings) {}
  /// An operation of the open window.
  void add(Side side, bool failed);
  /// Whether the window, open for that long, is to be closed: it has enough of both arms, or waited long enough for it.
  bool due(Duration open_for) const;
  /// Judges the open window and opens the next. An insufficient window leaves the count of consecutive ones as it is.
  WindowVerdict close();
  /// It rolls back at kWindowsInARow.
  unsigned worse_in_a_row() const { return worse_in_a_row_; }
  bool rolls_back() const { return worse_in_a_row_ >= kWindowsInARow; }

 private:
  struct Count {
    std::uint64_t operations = 0;
    std::uint64_t failures = 0;
  };

  WindowVerdict verdict() const;

  WindowSettings settings_;
  Count control_;
  Count canary_;
  unsigned worse_in_a_row_ = 0;
};

}  // namespace jurymast::evidence
