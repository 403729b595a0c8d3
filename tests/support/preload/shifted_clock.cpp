// Preloaded into a gateway under test: the machine's wall clock, as far off as the test says, while monotonic time goes on undisturbed.
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <ctime>

#include "steering.hpp"

namespace {

/// Seconds that the wall clock is ahead.
std::int64_t shift_s() {
  static const auto& words = jurymast::preload::map_words("JURYMAST_TEST_CLOCK");
  return words[0].load(std::memory_order_relaxed);
}

/// The system itself is asked: looking for the replaced function would ask for the time again where sanitizers replace it, too.
int real_clock_gettime(clockid_t id, timespec* time) { return static_cast<int>(::syscall(SYS_clock_gettime, id, time)); }

}  // namespace

extern "C" {

int clock_gettime(clockid_t id, timespec* time) noexcept {
  const int result = real_clock_gettime(id, time);
  if (result == 0 && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) time->tv_sec += shift_s();
  return result;
}

int gettimeofday(timeval* time, void* /*zone*/) noexcept {
  timespec now{};
  const int result = clock_gettime(CLOCK_REALTIME, &now);
  *time = {now.tv_sec, now.tv_nsec / 1000};
  return result;
}

time_t time(time_t* out) noexcept {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  if (out != nullptr) *out = now.tv_sec;
  return now.tv_sec;
}

}  // extern "C"
