#include "app/webhook/webhook_message.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "crypto/digest.hpp"
#include "crypto/hex.hpp"

namespace jurymast::app {
namespace {

using Json = nlohmann::ordered_json;

}  // namespace

WebhookMessage message_of(const record::AlertRecord& alert, std::string_view environment) {
  Json labels = Json::object();
  for (const auto& [name, value] : alert.labels) labels[name] = value;
  const Json body{{"v", 1},
                  {"id", alert.id.to_string()},
                  {"event", alert.name},
                  {"state", record::kAlertStateNames[static_cast<std::size_t>(alert.state)]},
                  {"severity", record::kSeverityNames[static_cast<std::size_t>(alert.severity)]},
                  {"at", to_rfc3339(alert.at)},
                  {"environment", environment},
                  {"labels", std::move(labels)},
                  {"summary", alert.summary.text()}};
  return {alert.id.to_string(), body.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

std::string webhook_signature(const Secret& secret, std::string_view timestamp, std::string_view body) {
  return "v1=" + crypto::to_hex(crypto::hmac_sha256(secret.reveal(), fmt::format("{}.{}", timestamp, body)));
}

HttpRequest webhook_request(const WebhookMessage& message, const Secret& secret, std::string_view path, WallTime now) {
  const std::string timestamp = std::to_string(to_ms(now.since_epoch) / 1000);
  return {.method = "POST",
          .path = std::string(path),
          .fields = {{"Content-Type", "application/json"},
                     {"User-Agent", "jurymast (webhook)"},
                     {std::string(kWebhookIdField), message.id},
                     {std::string(kWebhookTimestampField), timestamp},
                     {std::string(kWebhookSignatureField), webhook_signature(secret, timestamp, message.body)}},
          .body = message.body};
}

}  // namespace jurymast::app
