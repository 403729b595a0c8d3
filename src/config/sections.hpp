#pragma once
#include <span>
#include <string>
#include <vector>

#include "config/setting.hpp"
#include "control/settings.hpp"
#include "policy/setting_names.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::config {

inline constexpr std::size_t kTargetsMax = 256;
inline constexpr std::size_t kRoutesMax = 1024;
inline constexpr std::size_t kClientsMax = 4096;
inline constexpr std::size_t kPromptsMax = 256;
inline constexpr std::size_t kWebhooksMax = 8;

/// `[server]` as written: with references where the snapshot holds secrets.
struct ServerSection {
  policy::ServerSettings settings;
  policy::ListenerTls tls;        ///< empty files: none
  policy::ListenerTls admin_tls;  ///< empty files: none
  SecretValue admin_token;
  Duration minutes_kept = control::Settings().minutes_kept;
  bool log_compressed = control::Settings().log_compressed;
};

/// `[clients.NAME]` as written.
struct ClientSection {
  policy::ClientKey client;
  SecretValue key;
};

/// `[targets.NAME]` as written.
struct TargetSection {
  policy::Target target;
  SecretValue api_key;
  std::string token_limit_member;
  std::vector<std::pair<std::string, std::string>> set;  ///< member, JSON text
};

/// `[prompts.NAME]` as written.
struct PromptSection {
  policy::Prompt prompt;
};

/// `[webhooks.NAME]` as written.
struct WebhookSection {
  control::Webhook webhook;
  SecretValue secret;
};

/// `[routes.NAME]` as written: with the names of its targets and prompts.
struct RouteSection {
  policy::Route route;
  std::string primary;
  std::vector<std::string> fallback;
  std::string corrective;
  std::vector<std::pair<std::string, std::string>> prompt_variants;  ///< target, prompt
  policy::Degrade degrade;
};

/// The schema, one row a key; `check`, the loader, the diff and `docs/configuration.md` all read these.
std::span<const Setting<ServerSection>> server_settings();
std::span<const Setting<ClientSection>> client_settings();
std::span<const Setting<TargetSection>> target_settings();
std::span<const Setting<PromptSection>> prompt_settings();
std::span<const Setting<WebhookSection>> webhook_settings();
std::span<const Setting<RouteSection>> route_settings();
/// Of `route_settings`, those of rollouts and of shadows, which stand at its end.
std::span<const Setting<RouteSection>> rollout_settings();
std::span<const Setting<RouteSection>> shadow_settings();

using policy::kModeNames;
using policy::kCommitNames;
using policy::kEvidenceNames;
using policy::kSideEffectNames;
using policy::kResendStoredNames;
using policy::kKeyFieldNames;
using policy::kMalformedEventNames;
using policy::kPriorityNames;
using policy::kRiskNames;
using policy::kRolloutRuleNames;
using policy::kDurabilityNames;
/// The alerts that webhooks may be told of, by the names that records have for them.
inline constexpr std::array<std::string_view, 6> kWebhookEventNames{"rollout_frozen",  "rollout_rolled_back", "target_suspended",
                                                                    "kill_switch_set", "override_expires",    "evidence_stale"};
inline constexpr std::array<std::string_view, 3> kEnvironmentNames{"staging", "canary", "production"};

}  // namespace jurymast::config
