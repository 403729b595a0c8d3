#pragma once
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "wire/prompt_edit.hpp"
#include "wire/request_view.hpp"

/// Shared by the tests of the prompt edits.
namespace jurymast::wire::probe {

inline Result<EditedPrompt> edit(Family family, std::string_view body, const PromptEdit& wanted) {
  JsonScratch scratch;
  const PaddedString padded(body);
  return edit_prompt(family, padded.padded(), wanted, scratch);
}

/// The edited body, or the error.
inline std::string edited(Family family, std::string_view body, const PromptEdit& wanted) {
  const Result<EditedPrompt> result = edit(family, body, wanted);
  return result ? std::string(result->body.padded().text) : result.error().message;
}

inline bool is_request(Family family, std::string_view body) {
  JsonScratch scratch;
  const PaddedString padded(body);
  return read_request(family, padded.padded(), scratch).has_value();
}

/// True if an object of the text, at any depth, gives a member twice.
inline bool gives_a_member_twice(std::string_view text) {
  using Event = nlohmann::json::parse_event_t;
  std::vector<std::set<std::string>> open;
  bool twice = false;
  const auto look = [&](int, Event event, nlohmann::json& value) {
    if (event == Event::object_start) open.emplace_back();
    if (event == Event::object_end) open.pop_back();
    if (event == Event::key && !open.back().insert(value.get<std::string>()).second) twice = true;
    return true;
  };
  const nlohmann::json parsed = nlohmann::json::parse(text, look, false);
  return twice || parsed.is_discarded();
}

}  // namespace jurymast::wire::probe
