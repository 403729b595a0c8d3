#include <algorithm>

#include "mock/plan.hpp"

namespace jurymast::mock {

std::string_view PlanCursor::part() const {
  constexpr std::size_t kFillerBytes = 16 * limits::kKiB;
  static const std::string kFiller(kFillerBytes, 'x');
  const PlanStep& step = plan_->steps[step_];
  if (offset_ < step.text.size()) return std::string_view(step.text).substr(static_cast<std::size_t>(offset_));
  const std::uint64_t behind_text = offset_ - step.text.size();
  if (behind_text < step.filler) {
    return std::string_view(kFiller).substr(
        0, static_cast<std::size_t>(std::min<std::uint64_t>(kFillerBytes, step.filler - behind_text)));
  }
  return std::string_view(step.tail).substr(static_cast<std::size_t>(behind_text - step.filler));
}

bool PlanCursor::next(Write& write) {
  while (step_ < plan_->steps.size() && offset_ == plan_->steps[step_].size() && offset_ != 0) {
    ++step_;
    offset_ = 0;
  }
  if (step_ == plan_->steps.size()) return false;
  const PlanStep& step = plan_->steps[step_];
  write.wait = offset_ == 0 ? step.wait : Duration(0);
  if (dripped_) write.wait += plan_->drip_every;
  write.bytes = part();
  if (plan_->drip_bytes != 0) write.bytes = write.bytes.substr(0, static_cast<std::size_t>(plan_->drip_bytes));
  dripped_ = plan_->drip_bytes != 0;
  offset_ += write.bytes.size();
  if (step.size() == 0) ++step_;
  return true;
}

}  // namespace jurymast::mock
