#include "app/smoke_direct.hpp"

#include <memory>
#include <utility>

#include "app/blocking_channel.hpp"
#include "app/blocking_http.hpp"
#include "app/status_config.hpp"
#include "http/tls_context.hpp"
#include "policy/setting_names.hpp"
#include "wire/body_overrides.hpp"

namespace jurymast::app {
namespace {

Result<std::string> body_for(const DirectQuestion& question) {
  const std::string body = evidence::fixture_body(question.fixture, {.family = question.check.family,
                                                                     .streamed = question.check.streamed,
                                                                     .model = question.target.model,
                                                                     .token_limit_member = {}});
  wire::JsonScratch scratch;
  const wire::PaddedString padded(body);
  const auto adapted = wire::adapt_body(padded.padded(), question.target.changes.body, scratch);
  if (!adapted) return tl::unexpected(adapted.error());
  return std::string(adapted->body.padded().text);
}

Result<std::vector<HttpField>> fields_for(const policy::Target& target) {
  std::vector<HttpField> fields{{"Content-Type", "application/json"}};
  for (const auto& [name, value] : target.changes.headers) fields.push_back({name, value});
  if (!target.api_key) return fields;
  if (is_placeholder(target.api_key->reveal())) {
    return fail(Code::Denied, "the key of {} ({}) cannot be read here: --direct needs it", target.name, target.credential);
  }
  const std::string key(target.api_key->reveal());
  const bool bearer = target.changes.key_field == policy::KeyField::Authorization;
  const auto field = policy::kKeyFieldNames[static_cast<std::size_t>(target.changes.key_field)];
  fields.push_back({std::string(field), bearer ? "Bearer " + key : key});
  return fields;
}

std::string path_for(const DirectQuestion& question) {
  std::string path = question.target.origin.path_prefix + std::string(path_of(question.check.family));
  char mark = '?';
  for (const auto& [name, value] : question.target.changes.query) {
    path += std::exchange(mark, '&') + name + "=" + value;
  }
  return path;
}

Result<std::unique_ptr<BlockingChannel>> channel_to(const policy::Target& target, Clock& clock, MonotonicTime until) {
  const policy::Origin& origin = target.origin;
  std::shared_ptr<http::TlsClientContext> tls;
  if (origin.tls) {
    auto made = http::TlsClientContext::make({.ca_file = target.tls_ca_file, .verify = target.tls_verify});
    if (!made) return tl::unexpected(made.error());
    tls = *std::move(made);
  }
  return BlockingChannel::open(AdminPlace{origin.authority(), origin.host, std::to_string(origin.port), {}, false}, tls, clock,
                               until);
}

}  // namespace

Result<evidence::CheckSeen> ask_directly(const DirectQuestion& question, Clock& clock) {
  const MonotonicTime began = clock.now();
  auto body = body_for(question);
  if (!body) return tl::unexpected(body.error());
  auto fields = fields_for(question.target);
  if (!fields) return tl::unexpected(fields.error());
  const HttpRequest request{.method = "POST", .path = path_for(question), .fields = *std::move(fields), .body = *std::move(body)};
  const auto channel = channel_to(question.target, clock, began + question.time_max);
  if (!channel) return tl::unexpected(channel.error());
  auto answer = http_exchange(**channel, question.target.origin.authority(), request);
  if (!answer) return tl::unexpected(answer.error());
  evidence::CheckSeen seen;
  seen.answer = {.family = question.check.family,
                 .streamed = question.check.streamed,
                 .status = answer->status,
                 .content_type = std::string(answer->field("content-type")),
                 .operation_id = {},
                 .whole = answer->whole,
                 .elapsed = clock.now() - began,
                 .body = std::move(answer->body)};
  return seen;
}

}  // namespace jurymast::app
