#include "policy/fleet.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace jurymast::policy {
namespace {

std::string key_of(std::string_view name, const Origin& origin, std::string_view credential) {
  // A line feed is in none of the parts, so no two different targets have the same key.
  return fmt::format("{}\n{}://{}{}\n{}", name, origin.tls ? "https" : "http", origin.authority(), origin.path_prefix, credential);
}

bool same_configuration(const Target& a, const Target& b) {
  return a.model == b.model && a.families == b.families && a.context_window == b.context_window &&
         a.token_limit == b.token_limit && a.timeouts == b.timeouts && a.breaker == b.breaker && a.budget == b.budget &&
         a.max_inflight == b.max_inflight && a.plaintext == b.plaintext && a.allow_private == b.allow_private &&
         a.request_usage == b.request_usage && a.tls_ca_file == b.tls_ca_file && a.tls_verify == b.tls_verify;
}

bool same_value(const std::shared_ptr<const Secret>& a, const std::shared_ptr<const Secret>& b) {
  if (!a || !b) return !a && !b;
  return a == b || a->reveal() == b->reveal();
}

}  // namespace

Fleet::Fleet() : targets_(kFleetSlotsMax), credentials_(kFleetSlotsMax) {}

Result<TargetSlot> Fleet::slot_for(std::string_view name, const Origin& origin, std::string_view credential) {
  std::string key = key_of(name, origin, credential);
  for (std::size_t i = 0; i < target_count_; ++i) {
    if (targets_[i]->key == key) return TargetSlot{static_cast<std::uint16_t>(i)};
  }
  if (target_count_ == kFleetSlotsMax) {
    return fail(Code::Exhausted, "this process has known {} targets, which is all it can; restart it", kFleetSlotsMax);
  }
  targets_[target_count_] = std::make_unique<TargetEntry>();
  targets_[target_count_]->key = std::move(key);
  return TargetSlot{static_cast<std::uint16_t>(target_count_++)};
}

Result<CredentialSlot> Fleet::credential_slot_for(std::string_view credential) {
  for (std::size_t i = 0; i < credential_count_; ++i) {
    if (credentials_[i]->reference == credential) return CredentialSlot{static_cast<std::uint16_t>(i)};
  }
  if (credential_count_ == kFleetSlotsMax) {
    return fail(Code::Exhausted, "this process has known {} credentials, which is all it can; restart it", kFleetSlotsMax);
  }
  credentials_[credential_count_] = std::make_unique<CredentialEntry>();
  credentials_[credential_count_]->reference = credential;
  return CredentialSlot{static_cast<std::uint16_t>(credential_count_++)};
}

Result<Fleet::Adopted> Fleet::adopt(Snapshot& snapshot) {
  for (Target& target : snapshot.targets) {
    const Result<TargetSlot> slot = slot_for(target.name, target.origin, target.credential);
    if (!slot) return tl::unexpected<Error>(slot.error());
    target.slot = *slot;
    if (target.credential.empty()) continue;
    const Result<CredentialSlot> credential = credential_slot_for(target.credential);
    if (!credential) return tl::unexpected<Error>(credential.error());
    target.credential_slot = *credential;
  }
  Adopted adopted;
  for (const Target& target : snapshot.targets) {
    adopt_target(target, adopted);
    if (!target.credential.empty()) adopt_credential(target, adopted);
  }
  return adopted;
}

void Fleet::adopt_target(const Target& target, Adopted& adopted) {
  TargetEntry& entry = *targets_[target.slot.value];
  const bool changed =
      entry.configured && !(same_configuration(*entry.configured, target) && same_value(entry.configured->api_key, target.api_key));
  if (changed) adopted.targets.push_back(target.slot);
  entry.configured = std::make_unique<Target>(target);
}

void Fleet::adopt_credential(const Target& target, Adopted& adopted) {
  CredentialEntry& entry = *credentials_[target.credential_slot.value];
  if (entry.value && !same_value(entry.value, target.api_key)) adopted.credentials.push_back(target.credential_slot);
  entry.value = target.api_key;
}

void Fleet::forgive(const Adopted& adopted) {
  for (const TargetSlot slot : adopted.targets) clear_pause(slot);
  for (const CredentialSlot slot : adopted.credentials) credential(slot).breaker.clear();
}

TargetStatus Fleet::status(const Target& target, Family family, MonotonicTime now) {
  return status_of(this->target(target.slot), credential_of(target), target, family, now);
}

}  // namespace jurymast::policy
