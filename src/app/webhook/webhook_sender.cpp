#include "app/webhook/webhook_sender.hpp"

#include <pthread.h>

#include <algorithm>
#include <array>
#include <utility>

#include "app/client/web_request.hpp"

namespace jurymast::app {
namespace {

/// Refusals that another try may not meet.
constexpr std::array<int, 4> kPassing{408, 409, 425, 429};

bool may_pass(int status) { return status >= 500 || std::find(kPassing.begin(), kPassing.end(), status) != kPassing.end(); }

}  // namespace

WebhookSender::WebhookSender(Parts parts) : parts_(std::move(parts)), thread_([this] { run(); }) {}

WebhookSender::~WebhookSender() {
  end();
  interrupt_.raise();
  thread_.join();
}

void WebhookSender::end() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
}

bool WebhookSender::end_by(MonotonicTime until) {
  end();
  std::unique_lock lock(mutex_);
  if (wait_for_end(lock, until - parts_.clock.now())) return true;
  interrupt_.raise();
  if (wait_for_end(lock, kWebhookLastWait)) return true;
  tell_left();
  return false;
}

void WebhookSender::tell_left() {
  if (queue_.empty() || std::exchange(left_told_, true) || !parts_.left) return;
  parts_.left(queue_.size());
}

bool WebhookSender::wait_for_end(std::unique_lock<std::mutex>& lock, Duration time) {
  return changed_.wait_for(lock, std::max(time, Duration(0)), [this] { return ended_; });
}

bool WebhookSender::ended() const {
  const std::lock_guard lock(mutex_);
  return ended_;
}

bool WebhookSender::offer(WebhookMessage message) {
  {
    const std::lock_guard lock(mutex_);
    if (queue_.size() >= kWebhookQueueMax) {
      ++standing_.failed;
      return false;
    }
    queue_.push_back(std::move(message));
  }
  changed_.notify_all();
  return true;
}

WebhookStanding WebhookSender::standing() const {
  const std::lock_guard lock(mutex_);
  WebhookStanding now = standing_;
  now.waiting = queue_.size();
  return now;
}

void WebhookSender::run() {
  pthread_setname_np(pthread_self(), "webhooks");
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return ending_ || !queue_.empty(); });
    if (ending_) break;
    const WebhookMessage message = queue_.front();
    lock.unlock();
    const bool delivered = deliver(message);
    lock.lock();
    if (ending_ && !delivered) break;
    // Until here it counts as waiting.
    queue_.pop_front();
    note(delivered);
    lock.unlock();
    parts_.settled(delivered);
    lock.lock();
  }
  tell_left();
  ended_ = true;
  changed_.notify_all();
}

void WebhookSender::note(bool delivered) {
  if (!delivered) {
    ++standing_.failed;
    return;
  }
  ++standing_.delivered;
  standing_.failing_since.reset();
  standing_.delivered_at = parts_.clock.wall_now();
}

bool WebhookSender::deliver(const WebhookMessage& message) {
  Duration wait = parts_.first_pause;
  for (unsigned tried = 1;; ++tried) {
    bool hopeless = false;
    const auto told = try_once(message, hopeless);
    if (told) return true;
    {
      const std::lock_guard lock(mutex_);
      standing_.last_error = told.error().message;
      if (!standing_.failing_since) standing_.failing_since = parts_.clock.wall_now();
    }
    if (hopeless || tried == kWebhookTriesMax || !pause(wait)) return false;
    wait = wait * 2;
  }
}

Result<void> WebhookSender::try_once(const WebhookMessage& message, bool& hopeless) {
  auto address = parse_web_address(parts_.webhook.url);
  if (!address) return tl::unexpected(address.error());
  address->place.ca_file = parts_.webhook.ca_file;
  const HttpRequest request = webhook_request(message, *parts_.webhook.secret, address->path, parts_.clock.wall_now());
  const WebLimits limits{kWebhookTryTimeMax, kWebhookAnswerBytesMax, &interrupt_};
  const auto answer = web_request(address->place, request, limits, parts_.clock);
  if (!answer) return tl::unexpected(answer.error());
  if (answer->status >= 200 && answer->status < 300) return {};
  hopeless = !may_pass(answer->status);
  return fail(Code::Unavailable, "{} answered {}", address->place.origin.authority(), answer->status);
}

/// False where the sender is to end.
bool WebhookSender::pause(Duration time) {
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, time, [this] { return ending_; });
}

}  // namespace jurymast::app
