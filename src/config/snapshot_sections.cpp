#include "config/snapshot_sections.hpp"

#include "crypto/digest.hpp"
#include "crypto/hex.hpp"

namespace jurymast::config {
namespace {

/// The reference and a digest of the secret: equal exactly where both are.
SecretValue fingerprint(const std::string& reference, const std::shared_ptr<const Secret>& secret) {
  return {reference + (secret ? crypto::to_hex(crypto::sha256(secret->reveal())) : "")};
}

}  // namespace

ServerSection section_of(const policy::ServerSettings& settings) {
  return {settings, settings.tls.value_or(policy::ListenerTls()), settings.admin_tls.value_or(policy::ListenerTls()),
          fingerprint("", settings.admin_token), control::Settings().minutes_kept, control::Settings().log_compressed};
}

ClientSection section_of(const policy::Snapshot&, const policy::ClientKey& client) {
  return {client, {crypto::to_hex(client.sha256)}};
}

TargetSection section_of(const policy::Snapshot&, const policy::Target& target) {
  const wire::BodyOverrides& body = target.changes.body;
  TargetSection section;
  section.target = target;
  section.api_key = fingerprint(target.credential, target.api_key);
  if (body.token_limit_member) section.token_limit_member = name_of(*body.token_limit_member);
  for (const wire::BodyOverrides::Member& member : body.set) section.set.emplace_back(member.name, member.json);
  return section;
}

PromptSection section_of(const policy::Snapshot&, const policy::Prompt& prompt) { return {prompt}; }

WebhookSection section_of(const control::Settings&, const control::Webhook& webhook) {
  return {webhook, fingerprint("", webhook.secret)};
}

RouteSection section_of(const policy::Snapshot& snapshot, const policy::Route& route) {
  RouteSection section;
  section.route = route;
  section.primary = snapshot.target(route.primary).name;
  for (const TargetIndex index : route.fallback) section.fallback.push_back(snapshot.target(index).name);
  if (route.corrective) section.corrective = route.corrective->name;
  for (const policy::PromptVariant& variant : route.prompt_variants) {
    section.prompt_variants.emplace_back(snapshot.target(variant.target).name, variant.system.name);
  }
  section.degrade = route.degrade.value_or(policy::Degrade());
  return section;
}

}  // namespace jurymast::config
