#include "evidence/window_rule.hpp"

namespace jurymast::evidence {

void WindowRule::add(Side side, bool failed) {
  Count& count = side == Side::Canary ? canary_ : control_;
  ++count.operations;
  if (failed) ++count.failures;
}

bool WindowRule::due(Duration open_for) const {
  const bool enough = control_.operations >= settings_.operations_min && canary_.operations >= settings_.operations_min;
  return open_for >= settings_.length_max || (enough && open_for >= settings_.length_min);
}

WindowVerdict WindowRule::verdict() const {
  if (control_.operations < settings_.operations_min || canary_.operations < settings_.operations_min)
    return WindowVerdict::Insufficient;
  if (canary_.failures < settings_.failures_min) return WindowVerdict::NotWorse;
  // Shares compared crosswise, so that nothing is rounded.
  const std::uint64_t canary = canary_.failures * control_.operations * 100;
  const std::uint64_t control = control_.failures * canary_.operations * settings_.margin_percent;
  return canary > control ? WindowVerdict::Worse : WindowVerdict::NotWorse;
}

WindowVerdict WindowRule::close() {
  const WindowVerdict verdict = this->verdict();
  if (verdict == WindowVerdict::Worse) ++worse_in_a_row_;
  if (verdict == WindowVerdict::NotWorse) worse_in_a_row_ = 0;
  control_ = {};
  canary_ = {};
  return verdict;
}

}  // namespace jurymast::evidence
