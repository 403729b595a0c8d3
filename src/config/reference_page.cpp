#include "config/reference_page.hpp"

#include <fmt/format.h>

#include "config/sections.hpp"
#include "config/value.hpp"

namespace jurymast::config {
namespace {

constexpr std::string_view kIntroduction = R"(# Configuration

One TOML file, `jurymast.toml` unless `--config FILE` names another. `jurymast check` reads it and says what is wrong with file, line and column, all
at once; `jurymast check --explain` prints every value in force and where it came from. Unknown and duplicate keys are errors.

* Durations are strings with a unit: `"250ms"`, `"30s"`, `"10m"`, `"24h"`, `"7d"`. Sizes too: `"64MiB"`, `"1GiB"`. Shares are
  strings with a percent sign: `"2.5 %"` or `"2.5%"`, with at most three decimals.
* Secrets are never written here. A key names the place: `{ env = "NAME" }` or `{ file = "PATH" }`; a file must not be readable by everybody nor
  writable by its group, and one line break at its end is ignored. An empty secret is an error.
* Names of clients, targets, prompts, routes and webhooks are at most 64 of `a-z 0-9 . _ -`, beginning with a letter or a digit; `all`, `natural`, `none` and `other`
  are taken.
* Relative paths are relative to the directory in which the process runs.
* A change is taken by a running process on reload, except where *reload* says no: a reload with such a change is refused as a whole.

```toml
[server]
listen = "127.0.0.1:8080"

[clients.web]
key = { env = "JURYMAST_CLIENT_WEB" }

[targets.main]
base_url = "https://api.openai.com/v1"
api_key  = { env = "OPENAI_API_KEY" }
families = ["chat_completions"]

[targets.spare]
base_url = "https://api.cometapi.com/v1"
api_key  = { env = "COMETAPI_KEY" }
families = ["chat_completions"]

[routes.assistant]
family   = "chat_completions"
primary  = "main"
fallback = ["spare"]
```
)";

/// A cell must not end itself: the only character of ours that could is the bar.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '|' ? std::string("\\|") : std::string(1, c);
  return out;
}

std::string default_text(const BoundSetting& setting) {
  if (setting.facts->required) return "*required*";
  return is_set(setting) ? "`" + cell(render_value(setting)) + "`" : cell(setting.facts->unset);
}

template <class Section>
std::string rows(std::span<const Setting<Section>> settings) {
  Section defaults;
  std::string text = "\n| key | accepted | default | reload | meaning |\n|---|---|---|---|---|\n";
  for (const BoundSetting& setting : bind(settings, defaults)) {
    text += fmt::format("| `{}` | {} | {} | {} | {} |\n", setting.facts->key, cell(expectation(*setting.facts)),
                        default_text(setting), setting.facts->apply == Apply::Reload ? "yes" : "no",
                        cell(setting.facts->description));
  }
  return text;
}

}  // namespace

std::string reference_page() {
  std::string page(kIntroduction);
  page += "\n## [server]\n" + rows(server_settings());
  page += fmt::format(
      "\n## [clients.NAME]\n\nAt most {}. Without any, `listen` must be on loopback and no key is asked for.\n",
      kClientsMax);
  page += rows(client_settings());
  page += fmt::format("\n## [targets.NAME]\n\nOne to {}.\n", kTargetsMax) + rows(target_settings());
  page += fmt::format(
      "\n## [prompts.NAME]\n\nAt most {}. Texts that routes put into requests. The name is the version: records hold it, never the text.\n",
      kPromptsMax);
  page += rows(prompt_settings());
  page += fmt::format(
      "\n## [routes.NAME]\n\nOne to {}. A request is matched by family and model: an exact name first, then the "
      "longest pattern.\n",
      kRoutesMax);
  page += rows(route_settings());
  page += fmt::format("\n## [webhooks.NAME]\n\nAt most {}. Who is told of alerts; docs/admin.md says how.\n", kWebhooksMax);
  return page + rows(webhook_settings());
}

}  // namespace jurymast::config
