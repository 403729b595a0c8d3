#include "app/demo/demo_config.hpp"

#include <fmt/format.h>

#include "wire/splice.hpp"

namespace jurymast::app {

namespace {

/// With clocks short enough that a recovery can be watched.
constexpr std::string_view kConfig = R"([server]
listen      = "127.0.0.1:{listen}"
admin       = "127.0.0.1:{admin}"
state       = {state}
environment = "staging"
labels      = {{ service = "demo" }}
drain       = "2s"

[targets.{main}]
base_url       = "{primary_url}/v1"
api_key        = {{ file = {key} }}
model          = "mock-large"
families       = ["chat_completions", "responses"]
contract       = {contract}
context_window = 128000
timeouts       = {{ connect = "500ms", first_token = "1s", stall = "1s", total = "1500ms" }}
breaker        = {{ open_base = "1s", open_cap = "2s", ramp = "2s" }}

[targets.{spare}]
base_url       = "{spare_url}/v1"
api_key        = {{ file = {key} }}
model          = "mock-small"
families       = ["chat_completions", "responses"]
contract       = {contract}
context_window = 128000
timeouts       = {{ connect = "500ms", first_token = "2s", stall = "1s", total = "5s" }}

[routes.{route}]
match       = ["*"]
family      = "chat_completions"
primary     = "{main}"
fallback    = ["{spare}"]
deadline    = "30s"
retry       = {{ attempts = 3, attempts_per_target = 2, backoff_base = "50ms", backoff_cap = "200ms" }}
token_limit = 1024
user_budget = {{ total = "10s" }}
rollback_owner = "demo"
stop_condition = "A check of the fallback fails."

[routes.{lone}]
family      = "chat_completions"
primary     = "{spare}"
mode        = "off"
deadline    = "30s"
token_limit = 1024

[routes.responses]
match       = ["*"]
family      = "responses"
primary     = "{main}"
fallback    = ["{spare}"]
deadline    = "30s"
token_limit = 1024
)";

}  // namespace

std::string demo_config(const DemoPlaces& places) {
  return fmt::format(kConfig, fmt::arg("listen", places.listen), fmt::arg("admin", places.admin),
                     fmt::arg("state", wire::to_json_string(places.state)),
                     fmt::arg("contract", wire::to_json_string(places.contract)), fmt::arg("key", wire::to_json_string(places.key)),
                     fmt::arg("main", kDemoPrimary), fmt::arg("spare", kDemoSpare), fmt::arg("primary_url", places.primary),
                     fmt::arg("spare_url", places.spare), fmt::arg("route", kDemoRoute), fmt::arg("lone", kDemoLoneRoute));
}

}  // namespace jurymast::app
