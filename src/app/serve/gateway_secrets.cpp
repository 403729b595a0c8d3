// What a running gateway knows of its secrets, so that no line holds one, and under which key records hold hashes.
#include "app/serve/gateway.hpp"
#include "app/serve/loaded_secrets.hpp"

namespace jurymast::app {
namespace {

/// How soon a month's key is tried again where the disk did not take it.
constexpr Duration kMonthRetryTime = std::chrono::minutes(1);

}  // namespace

std::shared_ptr<const record::KnownSecrets> Gateway::know_secrets_of(const policy::Snapshot& snapshot) {
  known_secrets_ = loaded_secrets({live_ ? live_->policy.get() : nullptr, &snapshot}, {&record_key_, &month_key_},
                                  {&admin_settings_, &admin_settings_before_});
  log_.screen_with(log_screen(known_secrets_));
  if (known_secrets_->left_out() > 0) log_.warn("secrets_too_short_to_look_for", {{"count", known_secrets_->left_out()}});
  return known_secrets_;
}

void Gateway::turn_month(const std::string& state_directory) {
  const store::Month month = store::month_of(clock_.wall_now());
  if (month == month_ || clock_.now() < month_retry_) return;
  auto key = store::load_or_create_month_key(state_directory, month);
  if (!key) {
    // Traffic does not wait for the disk: the key before goes on, and at a start one that nobody will have, so that nothing can be found by it.
    month_retry_ = clock_.now() + kMonthRetryTime;
    return log_.error("month_key_not_made", {{"reason", telemetry::Reason{key.error()}}});
  }
  month_ = month;
  month_key_ = std::move(*key);
  if (journal_) journal_->look_for(know_secrets_of(*live_->policy));
  adopt_hash_keys();
}

}  // namespace jurymast::app
