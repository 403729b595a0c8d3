#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/webhook/webhook_sender.hpp"
#include "http/loop.hpp"

namespace jurymast::app {

/// Tells those whom the configuration names of alerts. Used on the admin loop alone; nobody waits for a receiver.
class WebhookDesk {
 public:
  struct Parts {
    http::Loop& loop;
    Clock& clock;
    /// A receiver was told, or could not be told for good.
    std::function<void(const std::string& webhook, bool delivered)> settled;
    /// A webhook ended, with the process or since the configuration has it no more, and was not told of so many alerts. From any thread.
    std::function<void(const std::string& webhook, std::size_t messages)> left;
  };
  explicit WebhookDesk(Parts parts) : parts_(std::move(parts)) {}
  ~WebhookDesk() { *gone_ = true; }
  WebhookDesk(const WebhookDesk&) = delete;
  WebhookDesk& operator=(const WebhookDesk&) = delete;

  /// Those of the configuration in force. Of one that changed or went, what waits is not told any more.
  void adopt(const std::vector<control::Webhook>& webhooks, const std::string& environment);
  /// Begins to tell everybody who wants to hear of it.
  void tell(const record::AlertRecord& alert);
  /// Begins no other try, and ends by then those that are under way. False where a thread is caught in looking up a name.
  bool end_by(MonotonicTime until);
  /// How each was told so far, as a JSON array.
  std::string json() const;
  std::vector<std::pair<std::string, WebhookStanding>> standings() const;

 private:
  std::unique_ptr<WebhookSender> take_kept(const control::Webhook& webhook);
  std::unique_ptr<WebhookSender> begin(const control::Webhook& webhook);

  Parts parts_;
  std::string environment_;
  std::vector<std::unique_ptr<WebhookSender>> senders_;
  std::vector<std::unique_ptr<WebhookSender>> leaving_;         ///< until their last try is over
  std::shared_ptr<bool> gone_ = std::make_shared<bool>(false);  ///< for what is posted to the loop
};

}  // namespace jurymast::app
