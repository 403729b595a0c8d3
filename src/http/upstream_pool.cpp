#include <algorithm>
#include <utility>

#include "http/upstream_pool_state.hpp"

namespace jurymast::http {
namespace {

constexpr unsigned kStaleInARowMax = 2;
constexpr Duration kFreshAfterStale = std::chrono::seconds(60);

}  // namespace

UpstreamPool::UpstreamPool(Loop& loop) : state_(std::make_shared<State>(loop)) {}

UpstreamPool::~UpstreamPool() {
  state_->sweep_timer.cancel();
  state_->kept.clear();
}

void UpstreamPool::note_stale(const std::string& key) { state_->note_stale(key); }

std::size_t UpstreamPool::idle_count() const {
  std::size_t count = 0;
  for (const auto& [key, kept] : state_->kept) count += kept.idle.size();
  return count;
}

std::unique_ptr<Channel> UpstreamPool::State::take(const std::string& key) {
  const auto found = kept.find(key);
  if (found == kept.end() || found->second.idle.empty()) return nullptr;
  auto& idle = found->second.idle;
  const MonotonicTime oldest = loop.now() - limits::kIdleConnectionTimeMax;
  while (!idle.empty()) {
    Idle last = std::move(idle.back());
    idle.pop_back();
    if (last.since >= oldest && last.channel->was_silent()) return std::move(last.channel);
  }
  return nullptr;
}

void UpstreamPool::State::finished(const std::string& key, bool reused, std::unique_ptr<Channel> channel) {
  Kept& here = kept[key];
  if (reused) here.stale_in_a_row = 0;
  if (!channel) return;
  const MonotonicTime now = loop.now();
  if (now < here.fresh_until) return;
  if (here.idle.size() >= limits::kIdleConnectionsPerTargetMax) here.idle.pop_front();
  here.idle.push_back({std::move(channel), now});
  if (!sweeping) set_sweep();
}

void UpstreamPool::State::note_stale(const std::string& key) {
  Kept& here = kept[key];
  const MonotonicTime now = loop.now();
  std::erase_if(here.idle, [now](const Idle& idle) { return idle.channel->opened_at() <= now; });
  if (++here.stale_in_a_row < kStaleInARowMax) return;
  here.stale_in_a_row = 0;
  here.fresh_until = now + kFreshAfterStale;
}

void UpstreamPool::State::set_sweep() {
  sweeping = true;
  sweep_timer.set(loop.now() + limits::kIdleConnectionTimeMax, [this] { sweep(); });
}

void UpstreamPool::State::sweep() {
  const MonotonicTime oldest = loop.now() - limits::kIdleConnectionTimeMax;
  bool some_left = false;
  for (auto& [key, here] : kept) {
    while (!here.idle.empty() && here.idle.front().since <= oldest) here.idle.pop_front();
    some_left = some_left || !here.idle.empty();
  }
  sweeping = false;
  if (some_left) set_sweep();
}

}  // namespace jurymast::http
