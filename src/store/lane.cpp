#include "store/lane.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "base/assert.hpp"
#include "record/line.hpp"

namespace jurymast::store {
namespace {

/// As many operations as a gateway has in flight, with room to spare; who begins without room is not among them.
constexpr std::size_t kRememberedMax = 65'536;
constexpr std::size_t kAbandonedPerFrame = 256;

}  // namespace

Wake::Wake() : descriptor_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) { JURYMAST_ASSERT(descriptor_ >= 0); }

Wake::~Wake() { ::close(descriptor_); }

void Wake::signal() {
  const std::uint64_t one = 1;
  // It fails only when the counter is full, and then the thread is awake anyway.
  [[maybe_unused]] const ssize_t written = ::write(descriptor_, &one, sizeof one);
}

void Wake::wait(Duration limit) {
  pollfd wanted{descriptor_, POLLIN, 0};
  const int ms = static_cast<int>(std::clamp<std::int64_t>(to_ms(limit), 0, 60'000));
  if (::poll(&wanted, 1, ms) <= 0) return;
  std::uint64_t count = 0;
  [[maybe_unused]] const ssize_t got = ::read(descriptor_, &count, sizeof count);
}

Lane::Lane(LaneLink& link, Segment& first, std::uint64_t backlog_bytes_max)
    : link_(link), active_(&first), backlog_bytes_max_(backlog_bytes_max) {}

bool Lane::take_next_segment() {
  Segment* const next = link_.next.exchange(nullptr, std::memory_order_acq_rel);
  if (next == nullptr) return false;
  link_.switch_asked.store(false, std::memory_order_relaxed);
  active_->seal();
  active_ = next;
  offset_ = 0;
  link_.wake.signal();
  return true;
}

bool Lane::has_room(std::size_t bytes) {
  if (backlog() + bytes > backlog_bytes_max_) return false;
  if (link_.switch_asked.load(std::memory_order_relaxed)) take_next_segment();
  if (offset_ + bytes <= active_->bytes().size()) return true;
  return take_next_segment() && bytes <= active_->bytes().size();
}

bool Lane::write(record::FrameType type, std::string_view payload) {
  if (payload.size() > record::kFramePayloadBytesMax) return false;
  const std::size_t bytes = record::frame_size(payload.size());
  if (!has_room(bytes)) return false;
  record::write_frame(active_->bytes().subspan(offset_), type, payload);
  offset_ += bytes;
  written_ += bytes;
  active_->publish(offset_);
  link_.written.store(written_, std::memory_order_release);
  return true;
}

void Lane::write_abandoned() {
  while (!abandoned_.empty()) {
    const std::size_t count = std::min(abandoned_.size(), kAbandonedPerFrame);
    // Asked before the ids are put together: a lane that is full is asked so by every record that it drops.
    if (!has_room(record::frame_size(count * OperationId::kTextSize))) return;
    std::string ids;
    for (std::size_t i = abandoned_.size() - count; i < abandoned_.size(); ++i) ids += abandoned_[i].to_string();
    if (!write(record::FrameType::Abandoned, ids)) return;
    abandoned_.resize(abandoned_.size() - count);
  }
}

bool Lane::start(std::string_view record) {
  if (write(record::FrameType::Start, record)) return true;
  const auto id = record::operation_id_of(record);
  if (id && not_started_.size() < kRememberedMax) not_started_.insert(*id);
  return false;
}

bool Lane::end(std::string_view record) {
  if (!abandoned_.empty()) write_abandoned();
  const bool written = write(record::FrameType::End, record);
  if (written && not_started_.empty()) return true;
  const auto id = record::operation_id_of(record);
  const bool start_stands = id && not_started_.erase(*id) == 0;
  if (written) return true;
  link_.dropped.fetch_add(1, std::memory_order_release);
  if (start_stands && abandoned_.size() < kRememberedMax) abandoned_.push_back(*id);
  return false;
}

void Lane::tell_when_committed(std::function<void(bool saved)> told) {
  {
    const std::lock_guard lock(link_.waiting_mutex);
    link_.waiting.push_back({written_, std::move(told)});
  }
  link_.wake.signal();
}

void Lane::end(std::string_view record, std::function<void()> committed) {
  end(record);
  tell_when_committed([committed = std::move(committed)](bool) { committed(); });
}

bool Lane::event(std::string_view record) {
  if (write(record::FrameType::Event, record)) return true;
  link_.dropped.fetch_add(1, std::memory_order_release);
  return false;
}

void Lane::event(std::string_view record, std::function<void(bool saved)> told) {
  if (!event(record)) return told(false);
  tell_when_committed(std::move(told));
}

bool Lane::detail(std::string_view record) {
  return backlog() <= backlog_bytes_max_ / 2 && write(record::FrameType::Event, record);
}

}  // namespace jurymast::store
