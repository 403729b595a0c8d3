#include "app/serve/loaded_secrets.hpp"

#include "record/pattern_scrub.hpp"
#include "record/pattern_shapes.hpp"

namespace jurymast::app {
namespace {

/// Shorter values are dates, versions and names.
constexpr std::size_t kSentBytesMin = 20;

using Values = std::vector<std::string_view>;

void add(Values& values, const std::shared_ptr<const Secret>& secret) {
  if (secret) values.push_back(secret->reveal());
}

/// Headers and queries carry versions and names as well; those are no secret.
void add_sent(Values& values, const std::vector<std::pair<std::string, std::string>>& sent) {
  for (const auto& [name, value] : sent) {
    if (value.size() >= kSentBytesMin && record::looks_drawn(value)) values.push_back(value);
  }
}

void add_all(Values& values, const policy::Snapshot& snapshot) {
  add(values, snapshot.server.admin_token);
  for (const policy::Target& target : snapshot.targets) {
    add(values, target.api_key);
    add_sent(values, target.changes.headers);
    add_sent(values, target.changes.query);
  }
}

}  // namespace

std::shared_ptr<const record::KnownSecrets> loaded_secrets(std::initializer_list<const policy::Snapshot*> snapshots,
                                                           std::initializer_list<const Secret*> keys,
                                                           std::initializer_list<const control::Settings*> admin) {
  Values values;
  for (const Secret* const key : keys) values.emplace_back(key->reveal());
  for (const policy::Snapshot* const snapshot : snapshots) {
    if (snapshot != nullptr) add_all(values, *snapshot);
  }
  for (const control::Settings* const settings : admin) {
    for (const control::Webhook& webhook : settings->webhooks) add(values, webhook.secret);
  }
  return std::make_shared<const record::KnownSecrets>(values);
}

telemetry::TextScreen log_screen(std::shared_ptr<const record::KnownSecrets> known) {
  return [known = std::move(known)](std::string_view text) -> std::optional<std::string> {
    const auto masked = known->masked(text);
    const std::string_view left = masked ? std::string_view(*masked) : text;
    if (record::find_secrets(left).empty()) return masked;
    return record::scrub(left);
  };
}

}  // namespace jurymast::app
