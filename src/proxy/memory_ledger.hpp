#pragma once
#include <atomic>
#include <cstdint>

namespace jurymast::proxy {

/// Counts the bytes that requests and held answers of the whole process take, against `server.memory_max`.
class MemoryLedger {
 public:
  bool over(std::uint64_t limit) const { return held_.load(std::memory_order_relaxed) > limit; }
  std::uint64_t held() const { return held_.load(std::memory_order_relaxed); }

 private:
  friend class MemoryShare;
  std::atomic<std::uint64_t> held_{0};
};

/// What one operation has taken; given back when it goes.
class MemoryShare {
 public:
  explicit MemoryShare(MemoryLedger& ledger) : ledger_(ledger) {}
  ~MemoryShare() { set(0); }
  MemoryShare(const MemoryShare&) = delete;
  MemoryShare& operator=(const MemoryShare&) = delete;

  void set(std::uint64_t bytes) {
    if (bytes > bytes_) ledger_.held_.fetch_add(bytes - bytes_, std::memory_order_relaxed);
    if (bytes < bytes_) ledger_.held_.fetch_sub(bytes_ - bytes, std::memory_order_relaxed);
    bytes_ = bytes;
  }

 private:
  MemoryLedger& ledger_;
  std::uint64_t bytes_ = 0;
};

}  // namespace jurymast::proxy
