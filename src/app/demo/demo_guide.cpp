#include "app/demo/demo_guide.hpp"

#include <fmt/format.h>

namespace jurymast::app {

std::string keep_guide(const DemoAddresses& addresses) {
  return fmt::format(
      R"(Everything stays up until Ctrl-C. Any OpenAI SDK can be pointed at it; any model name goes, the key is not looked at:

  export OPENAI_BASE_URL={gateway}/v1 OPENAI_API_KEY=demo

  curl -i $OPENAI_BASE_URL/chat/completions -H 'Content-Type: application/json' \
    -d '{{"model":"assistant","messages":[{{"role":"user","content":"Hello"}}]}}'

  python3 -c 'import openai; print(openai.OpenAI().chat.completions.create(
    model="assistant", messages=[dict(role="user", content="Hello")]).choices[0].message.content)'

  node -e 'import("openai").then(async (o) => console.log((await new o.OpenAI().chat.completions.create(
    {{model: "assistant", messages: [{{role: "user", content: "Hello"}}]}})).choices[0].message.content))'

Break the primary by hand, look, and mend it:

  curl {primary}/_mock/faults -d '{{"rules":[{{"fault":"503"}}]}}'       # every answer is a 503
  curl {primary}/_mock/faults -d '{{"rules":[{{"fault":"silent"}}]}}'    # it takes requests and says nothing
  curl {primary}/_mock/down -d '{{"for_ms":10000}}'                  # it refuses connections for 10 s
  {program} status --config {config}
  {program} log tail --config {config}
  curl {admin}/metrics
  curl -X DELETE {primary}/_mock/faults                          # healthy again

)",
      fmt::arg("gateway", addresses.gateway), fmt::arg("primary", addresses.primary), fmt::arg("admin", addresses.admin),
      fmt::arg("config", addresses.config_file), fmt::arg("program", addresses.program));
}

std::string next_steps(const std::string& program) {
  return fmt::format(R"(Next:

  {program} demo --keep                    # the same, left running for your own SDK
  {program} mock --help                    # an upstream that fails in the way you ask
  {program} check --explain --config FILE  # every value in force; docs/configuration.md explains them
)",
                     fmt::arg("program", program));
}

}  // namespace jurymast::app
