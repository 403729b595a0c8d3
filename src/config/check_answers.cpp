#include <fmt/format.h>

#include <algorithm>

#include "base/units.hpp"
#include "config/did_you_mean.hpp"
#include "config/draft.hpp"
#include "wire/output_rules.hpp"

namespace jurymast::config {
namespace {

bool asks_nothing(const wire::OutputRules& rules) {
  return !rules.schema && !rules.schema_from_request && rules.depends_on.empty() && !rules.non_empty && !rules.pattern && !rules.tool_arguments;
}

/// What one route asks of its answers, and what it does where they do not come.
class AnswerCheck {
 public:
  AnswerCheck(const Draft& draft, RouteSection& section, Review& review)
      : draft_(draft), section_(section), review_(review), path_(route_path(section.route.name)) {}

  void run() {
    compile_rules();
    resolve_corrective();
    resolve_variants();
    check_degrade();
  }

 private:
  void compile_rules() {
    const policy::OutputSettings& output = section_.route.output;
    wire::OutputRules rules;
    rules.schema_from_request = output.schema_from_request;
    rules.non_empty = output.non_empty;
    rules.tool_arguments = output.tool_arguments;
    for (std::size_t i = 0; i < output.depends_on.size(); ++i) {
      auto pointer = wire::JsonPointer::parse(output.depends_on[i]);
      if (!pointer) review_.error(path_.at("depends_on").entry(i), pointer.error().message, "write a JSON pointer of RFC 6901");
      if (pointer) rules.depends_on.push_back(std::move(*pointer));
    }
    if (!output.schema.empty()) {
      auto schema = wire::SchemaCheck::compile(output.schema);
      if (!schema) review_.error(path_.at("validate.schema"), schema.error().message, "keep to what structured outputs use");
      if (schema) rules.schema = std::make_shared<const wire::SchemaCheck>(std::move(*schema));
    }
    if (!output.pattern.empty()) {
      auto pattern = wire::TextPattern::compile(output.pattern);
      if (!pattern) review_.error(path_.at("validate.pattern"), pattern.error().message, "write a regular expression of RE2");
      if (pattern) rules.pattern = std::move(*pattern);
    }
    if (!asks_nothing(rules)) section_.route.output_rules = std::make_shared<const wire::OutputRules>(std::move(rules));
  }

  std::optional<policy::Prompt> resolve(const std::string& name, const Path& path) {
    if (const policy::Prompt* const prompt = draft_.prompt_named(name)) return *prompt;
    std::vector<std::string_view> names;
    for (const PromptSection& section : draft_.prompts) names.push_back(section.prompt.name);
    const std::string_view meant = did_you_mean(name, names);
    review_.error(path, fmt::format("no prompt is called {}", in_quotes(name)),
                  meant.empty() ? fmt::format("define [prompts.{}]", name) : fmt::format("did you mean \"{}\"?", meant));
    return std::nullopt;
  }

  void resolve_corrective() {
    if (section_.corrective.empty()) return;
    section_.route.corrective = resolve(section_.corrective, path_.at("corrective"));
    if (!section_.route.output_rules && !review_.is_wrong(path_.at("validate"))) {
      review_.error(path_.at("corrective"), "nothing rejects an answer of this route", "add what `validate` asks, or remove it");
    }
  }

  void resolve_variants() {
    const policy::Route& route = section_.route;
    for (const auto& [target, prompt] : section_.prompt_variants) {
      const Path path = path_.at("prompt_variants").member(target);
      const std::optional<TargetIndex> index = draft_.target_named(target);
      const bool used = index && (*index == route.primary ||
                                  std::find(route.fallback.begin(), route.fallback.end(), *index) != route.fallback.end());
      if (!used) {
        review_.error(path, fmt::format("{} is no target of this route", in_quotes(target)), "name its primary or one of its fallbacks");
      } else if (auto found = resolve(prompt, path)) {
        section_.route.prompt_variants.push_back({*index, std::move(*found)});
      }
    }
  }

  void check_degrade() {
    const policy::Degrade& degrade = section_.degrade;
    const bool changes = degrade.turns_max || degrade.input_tokens_max || degrade.drop_optional_tools || degrade.token_limit;
    const Path path = path_.at("degrade");
    if (degrade.version.empty()) {
      if (changes) review_.error(path, "degrade.version is missing", "name this form of the request, such as version = \"short-v1\"");
      return;
    }
    if (!changes) {
      review_.error(path, "nothing would be taken from the request", "set turns_max, input_tokens_max, drop_optional_tools or token_limit");
    }
    if (section_.route.retry.attempts < 2) {
      review_.error(path, "one attempt leaves none for a last tier", "allow at least 2 retry.attempts, or remove degrade");
    }
    section_.route.degrade = degrade;
  }

  const Draft& draft_;
  RouteSection& section_;
  Review& review_;
  Path path_;
};

}  // namespace

void check_answers(Draft& draft, Review& review) {
  for (RouteSection& section : draft.routes) AnswerCheck(draft, section, review).run();
}

}  // namespace jurymast::config
