#include "config/draft.hpp"

#include <algorithm>

namespace jurymast::config {

std::optional<TargetIndex> Draft::target_named(std::string_view name) const {
  for (std::size_t i = 0; i < targets.size(); ++i) {
    if (targets[i].target.name == name) return TargetIndex{static_cast<std::uint16_t>(i)};
  }
  return std::nullopt;
}

const policy::Prompt* Draft::prompt_named(std::string_view name) const {
  for (const PromptSection& section : prompts) {
    if (section.prompt.name == name) return &section.prompt;
  }
  return nullptr;
}

void Review::error(const Path& path, std::string message, std::string remedy) {
  findings_.errors.push_back({locate(root_, path), path.text(), std::move(message), std::move(remedy)});
}

void Review::warn(const Path& path, std::string message, std::string remedy) {
  findings_.warnings.push_back({locate(root_, path), path.text(), std::move(message), std::move(remedy)});
}

bool Review::is_wrong(const Path& path) const {
  const std::string prefix = path.text();
  return std::any_of(findings_.errors.begin(), findings_.errors.end(),
                     [&](const Problem& problem) { return problem.path.starts_with(prefix); });
}

Path server_path() { return Path().at("server"); }
Path client_path(std::string_view name) { return Path().at("clients").member(name); }
Path target_path(std::string_view name) { return Path().at("targets").member(name); }
Path prompt_path(std::string_view name) { return Path().at("prompts").member(name); }
Path route_path(std::string_view name) { return Path().at("routes").member(name); }
Path webhook_path(std::string_view name) { return Path().at("webhooks").member(name); }

}  // namespace jurymast::config
