#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <set>

namespace jurymast::mock {

/// Requests that may wait for a slot; one more is not taken.
inline constexpr std::size_t kWaitingMax = 4096;

/// A brown-out: at most so many requests are answered at a time, the others wait their turn in the order they came.
class Slots {
 public:
  struct Entry {
    std::uint64_t ticket = 0;
    bool granted = false;  ///< false: `granted` is called when the turn has come
  };
  /// Zero means without limit.
  explicit Slots(std::uint64_t limit) : limit_(limit) {}
  /// Takes a slot or a place in the queue; nothing where the queue is full.
  std::optional<Entry> enter(std::function<void()> granted);
  /// Gives the slot back, or the place in the queue.
  void leave(std::uint64_t ticket);
  /// Changes the limit; who is being answered stays.
  void set_limit(std::uint64_t limit);
  std::uint64_t limit() const { return limit_; }
  std::size_t running() const { return running_.size(); }
  std::size_t waiting() const { return waiting_.size(); }

 private:
  struct Waiting {
    std::uint64_t ticket;
    std::function<void()> granted;
  };
  bool has_room() const { return limit_ == 0 || running_.size() < limit_; }
  void grant();

  std::uint64_t limit_;
  std::uint64_t last_ticket_ = 0;
  std::set<std::uint64_t> running_;
  std::deque<Waiting> waiting_;
};

}  // namespace jurymast::mock
