#include "store/log_compressor.hpp"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>

#include "store/log_compression.hpp"

namespace jurymast::store {
namespace {

/// Little beside anything else that runs, and still so much that its end is not waited for.
constexpr int kNice = 10;

void give_way() {
  // Signals are the main thread's.
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::syscall(SYS_gettid)), kNice);
}

}  // namespace

LogCompressor::LogCompressor(std::string log_directory) : directory_(std::move(log_directory)), thread_([this] { run(); }) {}

LogCompressor::~LogCompressor() {
  ask_to_stop();
  thread_.join();
}

void LogCompressor::ask_to_stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
}

void LogCompressor::wake() {
  {
    const std::lock_guard lock(mutex_);
    wanted_ = true;
  }
  changed_.notify_all();
}

std::optional<std::string> LogCompressor::complaint() {
  const std::lock_guard lock(mutex_);
  std::optional<std::string> complaint;
  complaint.swap(complaint_);
  return complaint;
}

void LogCompressor::run() {
  give_way();
  clear_half_compressed(directory_);
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return wanted_ || stopping_; });
      wanted_ = false;
    }
    if (stopping_) return;
    compress_all();
  }
}

void LogCompressor::compress_all() {
  for (const FinishedLog& log : finished_logs(directory_)) {
    if (stopping_) return;
    if (is_compressed(directory_, log)) continue;
    const auto compressed = compress_log(directory_, log, [this] { return !stopping_; });
    if (compressed) continue;
    const std::lock_guard lock(mutex_);
    complaint_ = compressed.error().message;
  }
}

}  // namespace jurymast::store
