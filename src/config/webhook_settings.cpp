#include "config/sections.hpp"
#include "config/text_forms.hpp"

namespace jurymast::config {
namespace {

using Row = Setting<WebhookSection>;

constexpr std::array kRows{
    Row{{.key = "url",
         .description = "Where alerts are posted, such as `https://hooks.example.com/jurymast`; `http://` to loopback and private "
                        "addresses alone.",
         .required = true,
         .form = &kBaseUrl},
        [](WebhookSection& s) -> Field { return &s.webhook.url; }},
    Row{{.key = "secret",
         .kind = Kind::Secret,
         .description = "The key that deliveries are signed with; who receives them has it too.",
         .required = true},
        [](WebhookSection& s) -> Field { return &s.secret; }},
    Row{{.key = "events",
         .kind = Kind::TextList,
         .description =
             "Names of the alerts that are told: rollout_frozen, rollout_rolled_back, target_suspended, kill_switch_set, "
             "override_expires and evidence_stale.",
         .maximum = kWebhookEventNames.size(),
         .form = &kIdentifier,
         .unset = "all of them"},
        [](WebhookSection& s) -> Field { return &s.webhook.events; }},
    Row{{.key = "ca",
         .description = "PEM file of certificates that are trusted for `url` instead of the system's.",
         .form = &kFilePath,
         .unset = "the system's"},
        [](WebhookSection& s) -> Field { return &s.webhook.ca_file; }},
};

}  // namespace

std::span<const Setting<WebhookSection>> webhook_settings() { return kRows; }

}  // namespace jurymast::config
