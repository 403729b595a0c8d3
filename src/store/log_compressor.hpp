#pragma once
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace jurymast::store {

/// Compresses the finished files of a log beside a running process: one after the other, by a thread that gives way to all others and that
/// nobody waits for but the end of the process. What it cannot do stays as it is and is tried again with the next finished file.
class LogCompressor {
 public:
  explicit LogCompressor(std::string log_directory);
  LogCompressor(const LogCompressor&) = delete;
  LogCompressor& operator=(const LogCompressor&) = delete;
  /// Stops, where that was not asked for, and waits for it.
  ~LogCompressor();
  /// Has it stop within a block, leaving a file that is being compressed as it was; from any thread.
  void ask_to_stop();
  /// A file was finished; from any thread.
  void wake();
  /// What could not be compressed since this was asked last, and why; from any thread.
  std::optional<std::string> complaint();

 private:
  void run();
  void compress_all();

  std::string directory_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool wanted_ = true;  ///< files of lives before may be waiting
  std::atomic<bool> stopping_{false};
  std::optional<std::string> complaint_;
  std::thread thread_;
};

}  // namespace jurymast::store
