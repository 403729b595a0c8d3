#include "policy/step.hpp"

#include "base/assert.hpp"

namespace jurymast::policy {

void Steps::push(const Step& step) {
  JURYMAST_ASSERT(size_ < kMax);
  steps_[size_++] = step;
}

}  // namespace jurymast::policy
