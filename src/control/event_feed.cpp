#include "control/event_feed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "wire/head_writer.hpp"

namespace jurymast::control {
namespace {

constexpr std::string_view kHeartbeat = ": \n\n";
constexpr std::uint32_t kComeBackSeconds = 2;

std::string head() {
  wire::HeadWriter head = wire::HeadWriter::response(200);
  // Without a length, so the end of the connection is the end of the answer.
  head.field("Content-Type", "text/event-stream")
      .field("Cache-Control", "no-store")
      .field("X-Content-Type-Options", "nosniff")
      .field("Connection", "close");
  return std::move(head).finish();
}

std::string block(std::uint64_t seq, std::string_view kind, std::string_view data) {
  return fmt::format("id: {}\nevent: {}\ndata: {}\n\n", seq, kind, data);
}

std::string block(const FeedEvent& event) { return block(event.seq, event.kind, event.record); }

AdminReply come_back(int status, std::string_view code, std::string_view message) {
  AdminReply reply = problem(status, code, message);
  reply.retry_after_s = kComeBackSeconds;
  return reply;
}

void finish(http::ServerSession& session) {
  session.close_after_answer();
  session.end_answer();
}

}  // namespace

std::shared_ptr<http::ServerSession> EventFeed::living(const Listener& listener) {
  if (*listener.gone) return nullptr;
  auto session = listener.session.lock();
  if (session == nullptr || session->pending_bytes() <= kListenerPendingBytesMax) return session;
  // An end that looked clean would pass for everything that there was.
  session->close(true);
  ++cut_off_;
  return nullptr;
}

void EventFeed::write_all(std::string_view text) {
  std::erase_if(listeners_, [&](const Listener& listener) {
    const auto session = living(listener);
    if (session != nullptr) session->write(text);
    return session == nullptr;
  });
}

void EventFeed::tell(FeedEvent event) {
  if (event.seq <= last_seq_) return;
  last_seq_ = event.seq;
  if (!listeners_.empty()) write_all(block(event));
  events_bytes_ += event.record.size();
  events_.push_back(std::move(event));
  while (events_.size() > kFeedEventsMax || events_bytes_ > kFeedBytesMax) {
    forgotten_seq_ = events_.front().seq;
    events_bytes_ -= events_.front().record.size();
    events_.pop_front();
  }
}

/// Without an event there is nothing that could show that the number is one of this log.
bool EventFeed::remembers(std::uint64_t last_seen) const {
  return !events_.empty() && last_seen >= std::max(forgotten_seq_, events_.front().seq) && last_seen <= last_seq_;
}

std::string EventFeed::beginning(std::optional<std::uint64_t> last_seen) const {
  if (!last_seen || !remembers(*last_seen)) return block(last_seq_, "snapshot", parts_.snapshot());
  std::string missed(kHeartbeat);
  for (const FeedEvent& event : events_) {
    if (event.seq > *last_seen) missed += block(event);
  }
  return missed;
}

std::optional<AdminReply> EventFeed::attach(const AdminFollower& follower) {
  if (ended_) return come_back(503, "draining", "This gateway is shutting down; ask its successor.");
  if (!ready_) return come_back(503, "events_unread", "The log is still being read after the start; ask again soon.");
  write_all({});
  if (listeners_.size() >= kListenersMax) {
    return come_back(429, "events_busy", fmt::format("{} listen already; ask again when one has left.", kListenersMax));
  }
  follower.session.close_after_answer();
  follower.session.write(head() + beginning(follower.last_seen));
  listeners_.push_back({follower.session.weak_from_this(), follower.gone, follower.token});
  return std::nullopt;
}

void EventFeed::look(WallTime wall, MonotonicTime now) {
  if (now >= next_token_look_) {
    next_token_look_ = now + kFeedTokenInterval;
    std::erase_if(listeners_, [&](const Listener& listener) {
      const auto session = living(listener);
      if (session == nullptr) return true;
      if (parts_.access.still_may(listener.token, Role::View, wall)) return false;
      finish(*session);
      return true;
    });
  }
  if (now < next_heartbeat_) return;
  next_heartbeat_ = now + kFeedHeartbeat;
  write_all(kHeartbeat);
}

void EventFeed::end() {
  ended_ = true;
  for (const Listener& listener : listeners_) {
    if (const auto session = living(listener)) finish(*session);
  }
  listeners_.clear();
}

}  // namespace jurymast::control
