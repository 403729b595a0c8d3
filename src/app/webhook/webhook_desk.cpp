#include "app/webhook/webhook_desk.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "app/alert/alert_name.hpp"
#include "config/sections.hpp"

namespace jurymast::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr bool is_alert(std::string_view event) {
  return std::find(kAlertNames.begin(), kAlertNames.end(), event) != kAlertNames.end();
}
static_assert(std::all_of(config::kWebhookEventNames.begin(), config::kWebhookEventNames.end(), is_alert));

bool is_same(const control::Webhook& a, const control::Webhook& b) {
  return a.name == b.name && a.url == b.url && a.ca_file == b.ca_file && a.events == b.events &&
         a.secret->reveal() == b.secret->reveal();
}

template <class Names>
bool holds(const Names& names, std::string_view wanted) {
  return std::find(names.begin(), names.end(), wanted) != names.end();
}

bool wants(const control::Webhook& webhook, std::string_view event) {
  return webhook.events.empty() ? holds(config::kWebhookEventNames, event) : holds(webhook.events, event);
}

}  // namespace

std::unique_ptr<WebhookSender> WebhookDesk::take_kept(const control::Webhook& webhook) {
  const auto found = std::find_if(senders_.begin(), senders_.end(),
                                  [&](const auto& sender) { return sender && is_same(sender->webhook(), webhook); });
  return found == senders_.end() ? nullptr : std::move(*found);
}

std::unique_ptr<WebhookSender> WebhookDesk::begin(const control::Webhook& webhook) {
  const auto settled = [&loop = parts_.loop, gone = gone_, &told = parts_.settled, name = webhook.name](bool delivered) {
    loop.post([gone, &told, name, delivered] {
      if (!*gone) told(name, delivered);
    });
  };
  const auto left = [&told = parts_.left, name = webhook.name](std::size_t messages) { told(name, messages); };
  return std::make_unique<WebhookSender>(
      WebhookSender::Parts{.webhook = webhook, .clock = parts_.clock, .settled = settled, .left = left});
}

void WebhookDesk::adopt(const std::vector<control::Webhook>& webhooks, const std::string& environment) {
  environment_ = environment;
  std::vector<std::unique_ptr<WebhookSender>> now;
  for (const control::Webhook& webhook : webhooks) {
    auto kept = take_kept(webhook);
    now.push_back(kept ? std::move(kept) : begin(webhook));
  }
  // A try may take a while; the loop does not wait for it.
  std::erase_if(leaving_, [](const auto& sender) { return sender->ended(); });
  for (auto& sender : senders_) {
    if (!sender) continue;
    sender->end();
    leaving_.push_back(std::move(sender));
  }
  senders_ = std::move(now);
}

void WebhookDesk::tell(const record::AlertRecord& alert) {
  for (const auto& sender : senders_) {
    if (!wants(sender->webhook(), alert.name)) continue;
    if (!sender->offer(message_of(alert, environment_))) parts_.settled(sender->webhook().name, false);
  }
}

bool WebhookDesk::end_by(MonotonicTime until) {
  bool all_ended = true;
  for (const auto& sender : senders_) sender->end();
  for (auto* const senders : {&senders_, &leaving_}) {
    for (const auto& sender : *senders) all_ended = sender->end_by(until) && all_ended;
  }
  return all_ended;
}

std::vector<std::pair<std::string, WebhookStanding>> WebhookDesk::standings() const {
  std::vector<std::pair<std::string, WebhookStanding>> all;
  for (const auto& sender : senders_) all.emplace_back(sender->webhook().name, sender->standing());
  return all;
}

std::string WebhookDesk::json() const {
  Json list = Json::array();
  for (const auto& [name, standing] : standings()) {
    Json one{{"name", name}, {"waiting", standing.waiting}, {"delivered", standing.delivered}, {"failed", standing.failed}};
    one["delivered_at"] = standing.delivered_at ? Json(to_rfc3339(*standing.delivered_at)) : Json(nullptr);
    one["failing_since"] = standing.failing_since ? Json(to_rfc3339(*standing.failing_since)) : Json(nullptr);
    one["last_error"] = standing.last_error.empty() ? Json(nullptr) : Json(standing.last_error);
    list.push_back(std::move(one));
  }
  return list.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace jurymast::app
