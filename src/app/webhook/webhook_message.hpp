#pragma once
#include <string>
#include <string_view>

#include "app/client/blocking_http.hpp"
#include "base/secret.hpp"
#include "record/alert.hpp"

namespace jurymast::app {

/// Fields of a delivery's head; docs/admin.md tells receivers how to check them.
inline constexpr std::string_view kWebhookIdField = "x-jurymast-webhook-id";
inline constexpr std::string_view kWebhookTimestampField = "x-jurymast-webhook-timestamp";
inline constexpr std::string_view kWebhookSignatureField = "x-jurymast-webhook-signature";

/// What one receiver is told, the same at every try.
struct WebhookMessage {
  std::string id;  ///< of the alert's record: a receiver that was told twice knows it by this
  std::string body;
};

/// The message that tells of an alert. It holds what the record holds: no prompt, no answer and no key.
WebhookMessage message_of(const record::AlertRecord& alert, std::string_view environment);

/// `v1=` and HMAC-SHA-256 of `TIMESTAMP.BODY` in hexadecimal digits.
std::string webhook_signature(const Secret& secret, std::string_view timestamp, std::string_view body);

/// The request of one try; signed anew, so that a receiver may refuse what is old.
HttpRequest webhook_request(const WebhookMessage& message, const Secret& secret, std::string_view path, WallTime now);

}  // namespace jurymast::app
