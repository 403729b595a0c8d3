#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "control/admin_access.hpp"
#include "control/admin_route.hpp"
#include "http/server_session.hpp"

namespace jurymast::control {

/// Who may listen at once, what may wait for one of them, and what is remembered for those who come back.
inline constexpr std::size_t kListenersMax = 32;
inline constexpr std::size_t kListenerPendingBytesMax = 512 * limits::kKiB;
inline constexpr std::size_t kFeedEventsMax = 1024;
inline constexpr std::size_t kFeedBytesMax = 2 * limits::kMiB;
/// A silent listener gets a comment this often; its token is looked at this often.
inline constexpr Duration kFeedHeartbeat = std::chrono::seconds(15);
inline constexpr Duration kFeedTokenInterval = std::chrono::seconds(1);

/// Something that happened, as its record in the log tells it.
struct FeedEvent {
  std::uint64_t seq = 0;
  std::string kind;
  std::string record;  ///< one line of JSON
};

/// What happens, told as server-sent events: first everything as it is now, then each change. A listener that does not keep up is cut off, never
/// waited for. Used on the admin loop alone.
class EventFeed {
 public:
  struct Parts {
    const AdminAccess& access;
    std::function<std::string()> snapshot;  ///< one line of JSON
  };
  explicit EventFeed(Parts parts) : parts_(std::move(parts)) {}

  /// Tells every listener; those events alone that are newer than the last one. Before ready() they are only remembered.
  void tell(FeedEvent event);
  /// What was in the log has been told: from now on somebody may listen.
  void ready() { ready_ = true; }
  /// Begins to tell; or the refusal. `last_seen` is the number that a listener saw last; what it missed is told, or all of it anew where that
  /// is not remembered any more.
  std::optional<AdminReply> attach(const AdminFollower& follower);
  /// To be called often: keeps connections awake, and ends those whose token may not listen any more.
  void look(WallTime wall, MonotonicTime now);
  /// Ends every listener's answer, and takes no more.
  void end();

  std::size_t listeners() const { return listeners_.size(); }
  /// Listeners that were cut off because they did not keep up.
  std::uint64_t cut_off() const { return cut_off_; }

 private:
  struct Listener {
    std::weak_ptr<http::ServerSession> session;
    std::shared_ptr<bool> gone;
    TokenDigest token;
  };
  /// A session that still listens; null where it is gone, or was cut off just now.
  std::shared_ptr<http::ServerSession> living(const Listener& listener);
  void write_all(std::string_view text);
  bool remembers(std::uint64_t last_seen) const;
  std::string beginning(std::optional<std::uint64_t> last_seen) const;

  Parts parts_;
  std::vector<Listener> listeners_;
  std::deque<FeedEvent> events_;  ///< the newest, oldest first
  std::size_t events_bytes_ = 0;
  std::uint64_t last_seq_ = 0;
  std::uint64_t forgotten_seq_ = 0;  ///< events up to this one are not remembered any more
  bool ready_ = false;
  bool ended_ = false;
  std::uint64_t cut_off_ = 0;
  MonotonicTime next_heartbeat_;
  MonotonicTime next_token_look_;
};

}  // namespace jurymast::control
