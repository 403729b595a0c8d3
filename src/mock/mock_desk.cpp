#include "mock/mock_desk.hpp"

#include <utility>

#include "crypto/digest.hpp"
#include "crypto/hex.hpp"

namespace jurymast::mock {
namespace {

constexpr std::size_t kDigestDigits = 8;

}  // namespace

MockDesk::MockDesk(MockSettings with, MonotonicTime now)
    : settings(std::move(with)), started(now), api(settings.api, now), slots(settings.slots) {}

Attempt describe(const wire::RequestHead& head, std::string_view body, const Incoming& incoming) {
  Attempt attempt;
  attempt.method = std::string(head.method);
  attempt.path = std::string(incoming.path);
  attempt.family = incoming.creates;
  if (incoming.read) {
    attempt.model = incoming.read->glance.model;
    attempt.stream = incoming.read->glance.stream;
  }
  attempt.request_id = std::string(head.fields.value("x-request-id"));
  if (attempt.request_id.empty()) attempt.request_id = std::string(head.fields.value("x-client-request-id"));
  for (const wire::HeaderField& field : head.fields) attempt.header_names.emplace_back(field.name);
  if (const auto* const count = head.fields.find("x-stainless-retry-count")) {
    attempt.stainless_retry_count = std::string(count->value);
  }
  attempt.body_bytes = body.size();
  attempt.body_sha256 = crypto::to_hex(crypto::sha256(body));
  if (const auto* const credential = head.fields.find("authorization")) {
    attempt.authorization_digest = crypto::to_hex(crypto::sha256(credential->value)).substr(0, kDigestDigits);
  }
  return attempt;
}

std::string raw_head(const wire::RequestHead& head) {
  // The views point into one buffer; white space behind the last value is all that they leave out.
  const char* const begin = head.method.data();
  if (head.fields.size() == 0) return std::string(head.method) + " " + std::string(head.target) + " HTTP/1.1\r\n\r\n";
  const wire::HeaderField& last = *(head.fields.end() - 1);
  if (last.value.empty()) return std::string(begin, last.name.data() + last.name.size()) + ":\r\n\r\n";
  return std::string(begin, last.value.data() + last.value.size()) + "\r\n\r\n";
}

}  // namespace jurymast::mock
