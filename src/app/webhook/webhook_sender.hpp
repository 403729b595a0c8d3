#pragma once
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "app/client/interrupt.hpp"
#include "app/webhook/webhook_message.hpp"
#include "control/settings.hpp"

namespace jurymast::app {

/// Messages that may wait for one receiver; what comes beyond has failed.
inline constexpr std::size_t kWebhookQueueMax = 64;
/// Tries of one message, the pause after the first, which doubles with each, and how long a try may take.
inline constexpr unsigned kWebhookTriesMax = 6;
inline constexpr Duration kWebhookFirstPause = std::chrono::seconds(1);
inline constexpr Duration kWebhookTryTimeMax = std::chrono::seconds(5);
inline constexpr std::size_t kWebhookAnswerBytesMax = 64 * 1024;
/// How long the end of the process waits for tries that are under way.
inline constexpr Duration kWebhookLastWait = std::chrono::milliseconds(250);

/// How one receiver was told so far.
struct WebhookStanding {
  std::size_t waiting = 0;
  std::uint64_t delivered = 0;
  std::uint64_t failed = 0;  ///< given up
  std::optional<WallTime> delivered_at;
  std::optional<WallTime> failing_since;  ///< of the first try since then that did not succeed
  std::string last_error;                 ///< of the newest try that did not succeed; empty: there was none
};

/// Tells one receiver, message after message and each until it says that it has it or the tries are used up, on a thread of its own: one
/// receiver that hangs holds up no other, and nobody waits for any.
class WebhookSender {
 public:
  struct Parts {
    control::Webhook webhook;
    Clock& clock;
    std::function<void(bool delivered)> settled;          ///< a message was taken, or given up; from the sender's thread
    std::function<void(std::size_t messages)> left = {};  ///< it ended, and so many are not told any more; from its thread
    Duration first_pause = kWebhookFirstPause;
  };
  explicit WebhookSender(Parts parts);
  WebhookSender(const WebhookSender&) = delete;
  WebhookSender& operator=(const WebhookSender&) = delete;
  /// Ends the try that is under way; what waits is not told any more.
  ~WebhookSender();

  const control::Webhook& webhook() const { return parts_.webhook; }
  /// False where too many wait: it has failed.
  bool offer(WebhookMessage message);
  /// Begins no other try.
  void end();
  /// Waits for the try that is under way until then, and ends it then. False where it is in the middle of looking up a name, which nobody can
  /// end: the process should not wait for it.
  bool end_by(MonotonicTime until);
  /// Nothing is under way any more, so that destroying it waits for nothing.
  bool ended() const;
  WebhookStanding standing() const;

 private:
  void run();
  bool deliver(const WebhookMessage& message);
  Result<void> try_once(const WebhookMessage& message, bool& hopeless);
  bool pause(Duration time);
  bool wait_for_end(std::unique_lock<std::mutex>& lock, Duration time);
  void note(bool delivered);
  void tell_left();

  Parts parts_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Interrupt interrupt_;
  std::deque<WebhookMessage> queue_;  ///< behind the mutex, as is what follows
  WebhookStanding standing_;
  bool ending_ = false;
  bool ended_ = false;
  bool left_told_ = false;
  std::thread thread_;
};

}  // namespace jurymast::app
