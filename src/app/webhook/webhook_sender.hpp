#pragma once
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

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

/// How one receiver was told so far.
struct WebhookStanding {
  std::size_t waiting = 0;
  std::uint64_t delivered = 0;
  std::uint64_t failed = 0;  ///< given up
  std::optional<WallTime> delivered_at;
  std::string last_error;  ///< of the newest try that did not succeed; empty: there was none
};

/// Tells one receiver, message after message and each until it says that it has it or the tries are used up, on a thread of its own: one
/// receiver that hangs holds up no other, and nobody waits for any.
class WebhookSender {
 public:
  struct Parts {
    control::Webhook webhook;
    Clock& clock;
    std::function<void(bool delivered)> settled;  ///< a message was taken, or given up; from the sender's thread
    Duration first_pause = kWebhookFirstPause;
  };
  explicit WebhookSender(Parts parts);
  WebhookSender(const WebhookSender&) = delete;
  WebhookSender& operator=(const WebhookSender&) = delete;
  /// Waits for the try that is under way; what waits is not told any more.
  ~WebhookSender();

  const control::Webhook& webhook() const { return parts_.webhook; }
  /// False where too many wait: it has failed.
  bool offer(WebhookMessage message);
  /// Begins no other try.
  void end();
  /// Nothing is under way any more, so that destroying it waits for nothing.
  bool ended() const { return ended_; }
  WebhookStanding standing() const;

 private:
  void run();
  bool deliver(const WebhookMessage& message);
  Result<void> try_once(const WebhookMessage& message, bool& hopeless);
  bool pause(Duration time);
  void note(bool delivered);

  Parts parts_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<WebhookMessage> queue_;  ///< behind the mutex, as are `standing_` and `ending_`
  WebhookStanding standing_;
  bool ending_ = false;
  std::atomic<bool> ended_ = false;
  std::thread thread_;
};

}  // namespace jurymast::app
