#include <fmt/format.h>

#include <algorithm>

#include "config/address.hpp"
#include "config/draft.hpp"

namespace jurymast::config {
namespace {

constexpr std::size_t kWebhookSecretBytesMin = 16;

void check_url(const control::Webhook& webhook, const Path& path, Review& review) {
  if (review.is_wrong(path)) return;
  const std::size_t scheme = webhook.url.find("://");
  const std::size_t slash = scheme == std::string::npos ? scheme : webhook.url.find('/', scheme + 3);
  // Errors never repeat the address, which may hold a token.
  const auto origin = parse_base_url(std::string_view(webhook.url).substr(0, slash));
  if (!origin) {
    return review.error(path, fmt::format("it is no address of a webhook: {}", origin.error().message),
                        "write it as \"https://hooks.example.com/jurymast\"");
  }
  if (!origin->tls && reach_of(origin->host) == Reach::Public) {
    review.error(path, "what alerts say would travel in the clear to other machines", "write https://");
  }
}

void check_events(const control::Webhook& webhook, const Path& path, Review& review) {
  for (const std::string& event : webhook.events) {
    if (std::find(kWebhookEventNames.begin(), kWebhookEventNames.end(), event) != kWebhookEventNames.end()) continue;
    review.error(path, fmt::format("{} is no alert that webhooks are told of", in_quotes(event)),
                 fmt::format("write some of {}", fmt::join(kWebhookEventNames, ", ")));
  }
}

}  // namespace

void check_webhooks(Draft& draft, Review& review) {
  for (WebhookSection& section : draft.webhooks) {
    const Path path = webhook_path(section.webhook.name);
    check_url(section.webhook, path.at("url"), review);
    check_events(section.webhook, path.at("events"), review);
    review.secrets().check_readable(section.webhook.ca_file, path.at("ca"));
    section.webhook.secret = review.secrets().resolve(section.secret, path.at("secret"));
    if (section.webhook.secret && section.webhook.secret->reveal().size() < kWebhookSecretBytesMin) {
      review.warn(path.at("secret"), fmt::format("the secret has fewer than {} characters", kWebhookSecretBytesMin),
                  "make one with: openssl rand -hex 32");
    }
  }
}

}  // namespace jurymast::config
