#include "store/state_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace jurymast::store {

Result<File> lock_state(const std::string& state_directory) {
  if (const auto made = make_directory(state_directory); !made) return tl::unexpected(made.error());
  const std::string path = state_directory + "/lock";
  auto lock = open_file(path, O_RDWR | O_CREAT);
  if (!lock) return lock;
  if (::flock(lock->descriptor(), LOCK_EX | LOCK_NB) != 0) {
    constexpr std::size_t kPidBytesMax = 32;
    std::string owner = read_file(path, kPidBytesMax).value_or("unknown");
    while (!owner.empty() && owner.back() == '\n') owner.pop_back();
    return fail(Code::Exists, "the state directory {} is in use by process {}; give each process its own `server.state`",
                state_directory, owner);
  }
  // The number is for the message above only; the lock holds without it.
  const std::string pid = fmt::format("{}\n", ::getpid());
  if (::ftruncate(lock->descriptor(), 0) == 0) write_all(lock->descriptor(), pid);
  return lock;
}

}  // namespace jurymast::store
