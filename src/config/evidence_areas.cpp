#include "config/evidence_areas.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "config/snapshot_sections.hpp"
#include "config/value.hpp"

namespace jurymast::config {
namespace {

constexpr std::string_view kAside;
constexpr std::string_view kFamily = record::kEvidenceAreaNames[0];
constexpr std::string_view kRequest = record::kEvidenceAreaNames[1];
constexpr std::string_view kRetry = record::kEvidenceAreaNames[2];
constexpr std::string_view kEscalation = record::kEvidenceAreaNames[3];
constexpr std::string_view kDocumentation = record::kEvidenceAreaNames[4];

/// What a request is sent to and as what; what it is made of and read by; when and where it is sent again; who stops it.
constexpr auto kAssigned = std::to_array<AssignedSetting>({
    {"server", "listen", kAside},
    {"server", "tls.certificate", kAside},
    {"server", "tls.key", kAside},
    {"server", "admin", kAside},
    {"server", "admin_tls.certificate", kAside},
    {"server", "admin_tls.key", kAside},
    {"server", "admin_token", kAside},
    {"server", "admin_hosts", kAside},
    {"server", "state", kAside},
    {"server", "environment", kAside},
    {"server", "labels", kAside},
    {"server", "loops", kAside},
    {"server", "max_inflight", kAside},
    {"server", "memory_max", kAside},
    {"server", "connections_max", kAside},
    {"server", "connections_per_address_max", kAside},
    {"server", "drain", kAside},
    {"server", "keepalive_comment", kAside},
    {"server", "durability", kAside},
    {"server", "journal_queue_max", kAside},
    {"server", "trace", kAside},
    {"server", "minutes_kept", kAside},
    {"server", "log_compressed", kAside},
    {"webhooks", "url", kAside},
    {"webhooks", "secret", kAside},
    {"webhooks", "events", kAside},
    {"webhooks", "ca", kAside},
    {"clients", "key", kAside},
    {"clients", "priority", kAside},
    {"targets", "base_url", kFamily},
    {"targets", "api_key", kFamily},
    {"targets", "model", kFamily},
    {"targets", "families", kAside},
    // Its pack's digest stands for what is in it.
    {"targets", "contract", kAside},
    {"targets", "context_window", kRetry},
    {"targets", "token_limit", kRequest},
    {"targets", "max_inflight", kAside},
    {"targets", "plaintext", kAside},
    {"targets", "allow_private", kAside},
    {"targets", "request_usage", kRequest},
    {"targets", "key_field", kFamily},
    {"targets", "headers", kRequest},
    {"targets", "query", kRequest},
    {"targets", "token_limit_member", kRequest},
    {"targets", "set", kRequest},
    {"targets", "remove", kRequest},
    {"targets", "tls.ca_file", kAside},
    {"targets", "tls.verify", kAside},
    {"targets", "timeouts.connect", kRetry},
    {"targets", "timeouts.tls", kRetry},
    {"targets", "timeouts.first_token", kRetry},
    {"targets", "timeouts.stall", kRetry},
    {"targets", "timeouts.total", kRetry},
    {"targets", "breaker.enabled", kRetry},
    {"targets", "breaker.consecutive", kRetry},
    {"targets", "breaker.ratio_percent", kRetry},
    {"targets", "breaker.ratio_attempts_min", kRetry},
    {"targets", "breaker.slow_percent", kRetry},
    {"targets", "breaker.slow_streams_min", kRetry},
    {"targets", "breaker.window", kRetry},
    {"targets", "breaker.open_base", kRetry},
    {"targets", "breaker.open_cap", kRetry},
    {"targets", "breaker.probes_to_close", kRetry},
    {"targets", "breaker.ramp", kRetry},
    {"targets", "budget.enabled", kRetry},
    {"targets", "budget.capacity", kRetry},
    {"targets", "budget.per_success", kRetry},
    {"targets", "budget.per_second", kRetry},
    {"prompts", "text", kRequest},
    {"routes", "match", kAside},
    {"routes", "family", kFamily},
    {"routes", "primary", kRetry},
    {"routes", "fallback", kRetry},
    {"routes", "mode", kRetry},
    {"routes", "commit", kRetry},
    {"routes", "deadline", kRetry},
    {"routes", "retry.attempts", kRetry},
    {"routes", "retry.attempts_per_target", kRetry},
    {"routes", "retry.backoff_base", kRetry},
    {"routes", "retry.backoff_cap", kRetry},
    {"routes", "retry.retry_after_max", kRetry},
    {"routes", "evidence", kAside},
    {"routes", "evidence_max_age", kAside},
    {"routes", "side_effects", kRetry},
    {"routes", "resend_stored", kRetry},
    {"routes", "malformed_event", kRequest},
    {"routes", "priority", kAside},
    {"routes", "risk", kAside},
    {"routes", "rollback_owner", kEscalation},
    {"routes", "stop_condition", kEscalation},
    {"routes", "user_budget.first_content", kRetry},
    {"routes", "user_budget.total", kRetry},
    {"routes", "token_limit", kRequest},
    {"routes", "depends_on", kRequest},
    {"routes", "validate.schema", kRequest},
    {"routes", "validate.schema_from_request", kRequest},
    {"routes", "validate.non_empty", kRequest},
    {"routes", "validate.pattern", kRequest},
    {"routes", "validate.tool_arguments", kRequest},
    {"routes", "corrective", kRequest},
    {"routes", "prompt_variants", kRequest},
    {"routes", "degrade.version", kRequest},
    {"routes", "degrade.turns_max", kRequest},
    {"routes", "degrade.input_tokens_max", kRequest},
    {"routes", "degrade.drop_optional_tools", kRequest},
    {"routes", "degrade.token_limit", kRequest},
    // How a share is moved says nothing of what was shown before it is.
    {"routes", "rollout.purpose", kAside},
    {"routes", "rollout.stages", kAside},
    {"routes", "rollout.low_risk_until", kAside},
    {"routes", "rollout.manual", kAside},
    {"routes", "rollout.ticket_required", kAside},
    {"routes", "rollout.rule", kAside},
    {"routes", "rollout.burn_rates", kAside},
    {"routes", "rollout.sticky_header", kAside},
    {"routes", "shadow.share", kAside},
    {"routes", "shadow.tokens_per_minute", kAside},
    {"routes", "rollout.error_alpha", kAside},
    {"routes", "rollout.invalid_alpha", kAside},
    {"routes", "rollout.latency_alpha", kAside},
    {"routes", "rollout.downstream_alpha", kAside},
    {"routes", "rollout.freeze_alpha", kAside},
    {"routes", "rollout.promote_alpha", kAside},
    {"routes", "rollout.margin", kAside},
    {"routes", "rollout.difference_min", kAside},
    {"routes", "rollout.failure_ceiling", kAside},
    {"routes", "rollout.ceiling", kAside},
    {"routes", "rollout.dwell", kAside},
    {"routes", "rollout.hold", kAside},
    {"routes", "rollout.post_recovery", kAside},
});

std::string_view area_of(std::string_view table, std::string_view key) {
  const auto found = std::find_if(kAssigned.begin(), kAssigned.end(),
                                  [&](const AssignedSetting& setting) { return setting.table == table && setting.key == key; });
  return found == kAssigned.end() ? kAside : found->area;
}

/// The settings of each area as a text, one a line, in the order of the schema.
class AreaTexts {
 public:
  template <class Section>
  void add(std::string_view table, std::span<const Setting<Section>> settings, Section& section) {
    for (const BoundSetting& setting : bind(settings, section)) {
      add(area_of(table, setting.facts->key), fmt::format("{}.{}", table, setting.facts->key), render_value(setting));
    }
  }
  void add(std::string_view area, std::string_view path, std::string_view value) {
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      if (record::kEvidenceAreaNames[i] == area) texts_[i] += fmt::format("{} {} {}\n", path, value.size(), value);
    }
  }
  evidence::Areas digests() const {
    evidence::Areas areas;
    for (std::size_t i = 0; i < areas.size(); ++i) areas[i] = evidence::area_digest(texts_[i]);
    return areas;
  }

 private:
  std::array<std::string, record::kEvidenceAreaNames.size()> texts_;
};

}  // namespace

std::span<const AssignedSetting> assigned_settings() { return kAssigned; }

evidence::Areas evidence_areas(const policy::Snapshot& snapshot, const policy::Route& route, const policy::Target& target,
                               std::string_view documentation) {
  AreaTexts texts;
  TargetSection asked = section_of(snapshot, target);
  // A rotated key behind the same reference is still the account that was tried.
  asked.api_key.reference = target.credential;
  texts.add("targets", target_settings(), asked);

  RouteSection rules = section_of(snapshot, route);
  // What other targets are told is no part of this one's evidence.
  std::erase_if(rules.prompt_variants, [&](const auto& variant) { return variant.first != target.name; });
  texts.add("routes", route_settings(), rules);

  const auto add_prompt = [&](const policy::Prompt& prompt) {
    texts.add(area_of("prompts", "text"), "prompts." + prompt.name, prompt.text);
  };
  if (route.corrective) add_prompt(*route.corrective);
  for (const policy::PromptVariant& variant : route.prompt_variants) {
    if (snapshot.target(variant.target).name == target.name) add_prompt(variant.system);
  }
  texts.add(kDocumentation, "documentation", documentation);
  return texts.digests();
}

}  // namespace jurymast::config
