#include "app/client/interrupt.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>

#include "base/assert.hpp"

namespace jurymast::app {

Interrupt::Interrupt() : descriptor_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) { JURYMAST_ASSERT(descriptor_ >= 0); }

Interrupt::~Interrupt() { ::close(descriptor_); }

void Interrupt::raise() {
  const std::uint64_t one = 1;
  // It fails only when the counter is full, and then it is raised anyway.
  [[maybe_unused]] const ssize_t written = ::write(descriptor_, &one, sizeof one);
}

bool Interrupt::raised() const {
  pollfd waited{descriptor_, POLLIN, 0};
  return ::poll(&waited, 1, 0) > 0;
}

}  // namespace jurymast::app
